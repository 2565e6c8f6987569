package org.holdfast.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk with the data directory is mounted after the server was started, by a real mount.
class LateMountTest {
  private static final String SMALL = "journal: {reserve: 16MiB, segment-size: 1MiB}\n";
  private static final String SUBMISSION =
      """
      {"format": "json",
       "content": "{\\"test_name\\":\\"signal\\",\\"probe_cc\\":\\"PT\\",\\"probe_asn\\":\\"AS1\\"}"}
      """;

  @TempDir private Path directory;

  @Test
  @DisplayName("I1, I10: with data-must-exist nothing is kept beneath a mount point")
  void serverWaitsForTheMountAndKeepsNothingBeneathIt() throws IOException {
    Path disk = Files.createDirectories(directory.resolve("disk"));
    Path data = disk.resolve("holdfast");
    try (PrivateMounts mounts = PrivateMounts.open();
        Installation server =
            new Installation(
                directory,
                data,
                "data-must-exist: true\n" + SMALL,
                mounts.java(directory.resolve("java-with-mounts")),
                admin -> {
                  awaitSaid(admin, "data directory", data.toString(), "data-must-exist");
                  mounts.mount(disk, 64);
                  awaitSaid(admin, "data directory", data.toString(), "data-must-exist");
                  mounts.run("mkdir", data.toString());
                })) {

      Answer answer =
          exchange(
              server.open(),
              WireRequest.of("POST", "/api/v1/submit_measurement")
                  .sized(SUBMISSION.getBytes(StandardCharsets.UTF_8)));

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(mounts.seen(data).resolve("journal")).isDirectory();
      try (Stream<Path> beneath = Files.list(disk)) {
        assertThat(beneath).isEmpty();
      }
    }
  }

  private static void awaitSaid(Target admin, String... what) {
    await()
        .atMost(Installation.PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              Answer ready = exchange(admin, WireRequest.of("GET", "/health/ready"));
              assertThat(ready.status()).isEqualTo(503);
              assertThat(ready.text()).contains(what);
            });
  }

  private static Answer exchange(Target target, WireRequest request) throws IOException {
    return WireConnection.once(target, request.header("Host", target.authority()));
  }
}
