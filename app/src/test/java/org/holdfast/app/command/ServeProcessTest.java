package org.holdfast.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.app.Holdfast;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real process, from outside.
class ServeProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path directory;

  @Test
  void sigtermDrainsAndEndsWithZero() throws IOException {
    try (ServerProcess server = start()) {
      Answer answer =
          WireConnection.once(
              server.open(),
              WireRequest.of("POST", "/api/v1/submit_measurement")
                  .header("Host", "x")
                  .sized(
                      "{\"format\":\"json\",\"content\":\"{\\\"test_name\\\":\\\"signal\\\"}\"}"
                          .getBytes(UTF_8)));
      assertThat(answer.status()).isEqualTo(200);

      assertThat(server.terminate(PATIENCE)).isZero();

      List<String> lines = server.output().lines().toList();
      assertThat(lines.stream().filter(line -> line.startsWith("ready "))).hasSize(1);
      assertThat(lines.stream().filter(line -> !line.startsWith("ready ")))
          .allMatch(line -> line.startsWith("time="), "everything else is a log line");
    }
  }

  /// I8, P81: neither log nor file nor metric tells who a client was.
  @Test
  void clientAddressesAreWrittenNowhere() throws IOException {
    String address = "93.184.216.34";
    String document = "{\\\"test_name\\\":\\\"signal\\\",\\\"me\\\":\\\"" + address + "\\\"}";
    byte[] good = ("{\"format\":\"json\",\"content\":\"" + document + "\"}").getBytes(UTF_8);
    byte[] bad = "{\"format\":\"json\",\"content\":\"5\"}".getBytes(UTF_8);
    try (ServerProcess server = start()) {
      WireRequest post =
          WireRequest.of("POST", "/api/v1/submit_measurement")
              .header("Host", "x")
              .header("X-Forwarded-For", address);
      assertThat(WireConnection.once(server.open(), post.sized(good)).status()).isEqualTo(200);
      assertThat(WireConnection.once(server.open(), post.sized(bad)).status()).isEqualTo(400);
      WireRequest metrics = WireRequest.of("GET", "/metrics").header("Host", "x");
      assertThat(WireConnection.once(server.admin(), metrics).text()).doesNotContain(address);

      assertThat(server.terminate(PATIENCE)).isZero();

      assertThat(server.output()).doesNotContain(address);
      for (Path file : files(directory.resolve("data"))) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(address);
      }
    }
  }

  /// I1, design §5: a write that fails is not tried again; what waits is answered with 503 and the
  /// process leaves. The limit on file sizes makes the kernel refuse the write.
  @Test
  void journalThatCannotBeWrittenEndsTheProcess() throws IOException {
    Path limited =
        Files.writeString(
            directory.resolve("java"), "#!/bin/sh\nulimit -f 1400\nexec " + JAVA + " \"$@\"\n");
    Files.setPosixFilePermissions(limited, PosixFilePermissions.fromString("rwx------"));
    try (ServerProcess server = start(limited)) {
      List<Integer> statuses = new ArrayList<>();
      while (!statuses.contains(503) && statuses.size() < 20) {
        String document = "{\\\"" + statuses.size() + "\\\":\\\"" + "y".repeat(200_000) + "\\\"}";
        statuses.add(
            WireConnection.once(
                    server.open(),
                    WireRequest.of("POST", "/api/v1/submit_measurement")
                        .header("Host", "x")
                        .sized(
                            ("{\"format\":\"json\",\"content\":\"" + document + "\"}")
                                .getBytes(UTF_8)))
                .status());
      }

      assertThat(statuses).startsWith(200).endsWith(503);
      await().atMost(PATIENCE).until(() -> !server.isAlive());
      assertThat(server.output()).contains("level=ERROR");
    }
  }

  private static List<Path> files(Path tree) throws IOException {
    try (Stream<Path> entries = Files.walk(tree)) {
      return entries.filter(Files::isRegularFile).toList();
    }
  }

  private ServerProcess start() throws IOException {
    return start(JAVA);
  }

  private ServerProcess start(Path java) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("holdfast.yaml"),
            """
            data: %s
            admin: {address: '127.0.0.1:0'}
            journal: {reserve: 1MiB, segment-size: 1MiB}
            listeners: [{address: '127.0.0.1:0', trusted-proxies: 1}]
            """
                .formatted(directory.resolve("data")));
    return ServerProcess.start(
        new ServerCommand(
            java,
            List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m"),
            System.getProperty("java.class.path"),
            Holdfast.class.getName(),
            List.of("serve", "--config", config.toString()),
            directory),
        PATIENCE);
  }
}
