package org.holdfast.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.app.system.Installation;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real process, from outside.
class ServeProcessTest {
  private static final String SMALL = "journal: {reserve: 1MiB, segment-size: 1MiB}\n";
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path directory;

  /// I8, P81: neither log nor file nor metric tells who a client was.
  @Test
  void sigtermLetsUploadsFinishAndNoClientAddressIsWrittenAnywhere() throws IOException {
    String address = "93.184.216.34";
    String behindProxy = "    trusted-proxies: 1\n" + SMALL;
    try (Installation server = new Installation(directory, behindProxy)) {
      WireRequest post = post().header("X-Forwarded-For", address);
      byte[] good = body("{\"test_name\":\"signal\",\"me\":\"" + address + "\"}");
      assertThat(WireConnection.once(server.open(), post.sized(good)).status()).isEqualTo(200);
      byte[] bad = body("5");
      assertThat(WireConnection.once(server.open(), post.sized(bad)).status()).isEqualTo(400);
      WireRequest metrics = WireRequest.of("GET", "/metrics").header("Host", "x");
      assertThat(WireConnection.once(server.admin(), metrics).text()).doesNotContain(address);

      terminateDuringAnUpload(server);

      assertThat(server.process().output()).doesNotContain(address);
      List<String> lines = server.process().output().lines().toList();
      assertThat(lines.stream().filter(line -> line.startsWith("ready "))).hasSize(1);
      assertThat(lines.stream().filter(line -> !line.startsWith("ready ")))
          .allMatch(line -> line.startsWith("time="), "everything else is a log line");
      for (Path file : files(server.data())) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(address);
      }
    }
  }

  /// I1, design §5: a write that fails is not tried again; what waits is answered with 503 and the
  /// process leaves with 1. What was acknowledged before is there when it is started again. The
  /// limit on file sizes makes the kernel refuse the write.
  @Test
  void journalThatCannotBeWrittenEndsTheProcessWithOne() throws IOException {
    Path limited =
        Files.writeString(
            directory.resolve("java"), "#!/bin/sh\nulimit -f 1400\nexec " + JAVA + " \"$@\"\n");
    Files.setPosixFilePermissions(limited, PosixFilePermissions.fromString("rwx------"));
    try (Installation server = new Installation(directory, SMALL, limited)) {
      List<Answer> answers = new ArrayList<>();
      do {
        answers.add(submit(server, "{\"" + answers.size() + "\":\"" + "y".repeat(200_000) + "\"}"));
      } while (answers.getLast().status() == 200 && answers.size() < 20);

      assertThat(answers.getFirst().status()).isEqualTo(200);
      assertThat(answers.getLast().status()).isEqualTo(503);
      assertThat(answers.getLast().header("Retry-After")).isPresent();
      assertThat(server.process().awaitExit(Installation.PATIENCE)).isEqualTo(ExitCode.FAILED);
      assertThat(server.process().output()).contains("level=ERROR");

      server.startAgain();

      Settling.awaitIndexed(server.admin(), Installation.PATIENCE);
      try (ReadApi api = new ReadApi(server.open())) {
        for (Answer acknowledged : answers.subList(0, answers.size() - 1)) {
          assertThat(api.raw(acknowledged.member("measurement_uid").orElseThrow())).isPresent();
        }
      }
    }
  }

  /// SIGTERM drains: an upload that has begun is finished and acknowledged.
  private static void terminateDuringAnUpload(Installation server) throws IOException {
    byte[] body = body("{\"test_name\":\"signal\",\"x\":\"" + "y".repeat(1000) + "\"}");
    try (WireConnection slow = WireConnection.open(server.open())) {
      slow.send(post().sized(body).head());
      slow.send(Arrays.copyOf(body, 500));
      assertThat(ProcessHandle.of(server.process().pid()).orElseThrow().destroy()).isTrue();
      await()
          .atMost(Installation.PATIENCE)
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> WireConnection.open(server.open()).close())
                      .isInstanceOf(ConnectException.class));
      slow.send(Arrays.copyOfRange(body, 500, body.length));

      assertThat(slow.read().status()).isEqualTo(200);
    }
    assertThat(server.process().awaitExit(Installation.PATIENCE)).isZero();
  }

  private static Answer submit(Installation server, String document) throws IOException {
    return WireConnection.once(server.open(), post().sized(body(document)));
  }

  private static WireRequest post() {
    return WireRequest.of("POST", "/api/v1/submit_measurement").header("Host", "x");
  }

  private static byte[] body(String document) {
    String content = document.replace("\"", "\\\"");
    return ("{\"format\":\"json\",\"content\":\"" + content + "\"}").getBytes(UTF_8);
  }

  private static List<Path> files(Path tree) throws IOException {
    try (Stream<Path> entries = Files.walk(tree)) {
      return entries.filter(Files::isRegularFile).toList();
    }
  }
}
