package org.holdfast.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void versionTellsVersionAndCommit() {
    assertThat(run("--version")).isZero();
    assertThat(out()).matches("holdfast [0-9A-Z.-]+\\+([0-9a-f]{7,40}|unknown)\\R");
  }

  @Test
  void nothingAskedForIsAMistakeAndShowsTheCommands() {
    assertThat(run()).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("serve", "check-config", "submit");
    assertThat(out()).isEmpty();
  }

  @Test
  void helpShowsCommandsAndExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out()).contains("serve", "check-config", "submit", "Exit codes:");
  }

  @Test
  void unknownCommandIsAMistake() {
    assertThat(run("swerve")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("swerve").contains("serve");
  }

  @Test
  void checkConfigTellsEveryMistakeAndEndsWithTwo() throws IOException {
    Path file = Files.writeString(directory.resolve("holdfast.yaml"), "dta: x\nroles: [cook]\n");

    assertThat(run("check-config", file.toString())).isEqualTo(ExitCode.USAGE);

    assertThat(err())
        .isEqualToNormalizingNewlines(
            file
                + """
                 has 2 problems; nothing was started
                  line 1  dta    unknown key; did you mean 'data'?
                  line 2  roles  'cook' is not a role; there are collector, bouncer, pipeline, api
                """);
    assertThat(out()).isEmpty();
  }

  @Test
  void checkConfigShowsWhatWouldBeInForceAndStartsNothing() throws IOException {
    Path data = directory.resolve("data");
    Path file =
        Files.writeString(
            directory.resolve("holdfast.yaml"),
            "data: " + data + "\npipeline: {publish-after: 90s}\n");

    assertThat(run("check-config", file.toString())).isZero();

    assertThat(out())
        .contains("is valid", "pipeline.publish-after: 90s (default 10m)", "admin.address: 127.");
    assertThat(data).doesNotExist();
  }

  @Test
  void serveTellsEveryMistakeAndEndsWithTwo() throws IOException {
    Path file = Files.writeString(directory.resolve("holdfast.yaml"), "dta: x\n");

    assertThat(run("serve", "--config", file.toString())).isEqualTo(ExitCode.USAGE);

    assertThat(err()).contains("1 problem; nothing was started");
    assertThat(out()).isEmpty();
  }

  @Test
  void serveTellsThatAnAddressIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path file =
          Files.writeString(
              directory.resolve("holdfast.yaml"),
              """
              data: %s
              admin: {address: 127.0.0.1:%d}
              """
                  .formatted(directory.resolve("data"), taken.getLocalPort()));

      assertThat(run("serve", "--config", file.toString())).isEqualTo(ExitCode.FAILED);
      assertThat(err()).contains("listener admin cannot be opened");
    }
  }

  @Test
  void submitEndsWithZeroOnlyIfAllWereAcknowledged() throws IOException {
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          boolean good = !new String(body, StandardCharsets.UTF_8).contains("bad");
          byte[] answer =
              (good ? "{\"measurement_uid\":\"u\"}" : "{\"error\":\"e\",\"detail\":\"d\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(good ? 200 : 400, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    collector.start();
    try {
      String url = "http://127.0.0.1:" + collector.getAddress().getPort();
      Path good = Files.writeString(directory.resolve("good.json"), "{}");
      Path bad = Files.writeString(directory.resolve("bad.json"), "{\"bad\":1}");

      assertThat(run("submit", "--to", url, good.toString())).isZero();
      assertThat(run("submit", "--to", url, good.toString(), bad.toString()))
          .isEqualTo(ExitCode.FAILED);
      assertThat(err()).isEqualToNormalizingNewlines(bad + ": line 1, entry 1: 400 e: d\n");
    } finally {
      collector.stop(0);
    }
  }

  @Test
  void submitGoesToTheFirstListenerOfTheConfiguration() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("holdfast.yaml"), "listeners: [{address: '127.0.0.1:0'}]\n");
    Path good = Files.writeString(directory.resolve("good.json"), "{}");

    assertThat(run("submit", "--config", file.toString(), good.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("first listener must have a port");
  }

  @Test
  void foreignStateFileIsAMistake() throws IOException {
    Path good = Files.writeString(directory.resolve("good.json"), "{}");
    Path foreign = Files.writeString(directory.resolve("foreign"), "something else\n");

    assertThat(
            run("submit", "--to", "http://127.0.0.1:1", "--state", foreign.toString(), "" + good))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("is not a state file");
  }

  private int run(String... arguments) {
    return HoldfastCommand.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
