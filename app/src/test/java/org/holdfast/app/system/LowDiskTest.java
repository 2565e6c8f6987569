package org.holdfast.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// I1, P76, design §5: nothing is taken in when the disk is nearly full, and nothing else suffers.
class LowDiskTest {
  private static final String SMALL =
      "journal: {reserve: 16MiB, segment-size: 1MiB}\npipeline: {publish-after: 1h}\n";
  private static final int DISK_MEBIBYTES = 64;

  @TempDir private Path directory;

  /// The disk is a file system of 64 MiB in memory that only the server sees, in namespaces of its
  /// own, which need no privilege on most machines.
  @Test
  @DisplayName("I1, P76: a full disk is refused before it is full, and passes by itself")
  void intakeStopsBeforeTheDiskIsFullAndGoesOnByItselfOnceThereIsRoom() throws IOException {
    Path data = directory.resolve("data");
    Path onSmallDisk = javaWithSmallDiskAt(Files.createDirectories(data));
    try (Installation server = new Installation(directory, SMALL, onSmallDisk)) {
      String early = submit(server, "early").member("measurement_uid").orElseThrow();
      Settling.awaitIndexed(server.admin(), Installation.PATIENCE);
      // What stands on a disk that only the other process sees is reached through that process.
      Path disk = Path.of("/proc", Long.toString(server.process().pid()), "root" + data);
      Path ballast = disk.resolve("ballast");

      Files.write(ballast, new byte[(DISK_MEBIBYTES - 12) << 20]);

      assertRefuses(server, "bytes of room are left");
      assertThat(Files.getFileStore(disk).getUsableSpace()).as("it is not full").isPositive();
      assertReads(server, early);

      Files.delete(ballast);

      await()
          .atMost(Installation.PATIENCE)
          .until(() -> submit(server, "late").status(), status -> status == 200);
      assertThat(get(server.admin(), "/health/ready").text())
          .isEqualTo("{\"status\":\"ready\",\"waits_for\":[]}");
      assertThat(PrometheusText.scrape(server.admin()).sum("holdfast_journal_accepting"))
          .isEqualTo(1);
      Settling.awaitIndexed(server.admin(), Installation.PATIENCE);
      assertReads(server, early);
      assertReads(server, submit(server, "late").member("measurement_uid").orElseThrow());
    }
  }

  @Test
  @DisplayName("I1, P76: a reserve larger than what is free refuses from the start on")
  void reserveLargerThanTheDiskRefusesAndReadsGoOn() throws IOException {
    try (Installation server = new Installation(directory, SMALL)) {
      String early = submit(server, "early").member("measurement_uid").orElseThrow();
      assertThat(server.terminate()).isZero();
      server.configure("journal: {reserve: 1000000GiB}\n");

      server.startAgain();

      assertRefuses(server, "bytes of room are left");
      Settling.awaitIndexed(server.admin(), Installation.PATIENCE);
      assertReads(server, early);
    }
  }

  private Path javaWithSmallDiskAt(Path data) throws IOException {
    Path java =
        Files.writeString(
            directory.resolve("java-on-small-disk"),
            """
            #!/bin/sh
            exec unshare --user --map-root-user --mount sh -c \
              'mount -t tmpfs -o size=%dm tmpfs "%s" && exec "$@"' sh "%s" "$@"
            """
                .formatted(
                    DISK_MEBIBYTES, data, Path.of(System.getProperty("java.home"), "bin", "java")));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    boolean possible = isPossible(java);
    if (System.getenv("CI") == null) {
      assumeThat(possible).as("unshare(1) and user namespaces, for a small disk").isTrue();
    }
    assertThat(possible).as("unshare(1) and user namespaces, for a small disk").isTrue();
    return java;
  }

  private static boolean isPossible(Path java) throws IOException {
    try {
      return new ProcessBuilder(java.toString(), "-version").start().waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Through each door, and on each page that tells.
  private static void assertRefuses(Installation server, String why) throws IOException {
    await()
        .atMost(Installation.PATIENCE)
        .until(() -> get(server.admin(), "/health/ready").status(), status -> status == 503);
    assertThat(get(server.admin(), "/health/ready").text())
        .contains("\"waiting\"", "journal: ", why);
    assertThat(get(server.admin(), "/health/live").status()).isEqualTo(200);
    assertThat(get(server.open(), "/health").text()).contains("\"status\":\"fail\"");
    assertDeferred(submit(server, "refused"));
    assertDeferred(
        post(
            server.open(),
            "/report",
            "{\"software_name\":\"t\",\"software_version\":\"1\",\"test_name\":\"signal\","
                + "\"test_version\":\"1\",\"probe_asn\":\"AS1\",\"probe_cc\":\"PT\"}"));
    assertDeferred(
        post(
            server.open(),
            "/report/20240131T101112Z_signal_PT_1_n7_0123456789abcdef",
            "{\"format\":\"json\",\"content\":{\"test_name\":\"signal\",\"input\":\"refused\"}}"));
    PrometheusText metrics = PrometheusText.scrape(server.admin());
    assertThat(metrics.sum("holdfast_journal_accepting")).isZero();
    assertThat(metrics.sum("holdfast_submissions_deferred_total"))
        .as("appends and submits; an open is none")
        .isEqualTo(2);
  }

  private static void assertDeferred(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(answer.header("Retry-After"))
        .hasValueSatisfying(s -> assertThat(s).matches("[1-9][0-9]*"));
    assertThat(answer.hasErrorMember()).as(answer.text()).isTrue();
  }

  private static void assertReads(Installation server, String uid) throws IOException {
    try (ReadApi api = new ReadApi(server.open())) {
      assertThat(api.raw(uid)).isPresent();
      assertThat(api.meta(uid)).isPresent();
    }
    assertThat(get(server.open(), "/api/v1/measurements?test_name=signal").text()).contains(uid);
  }

  private static Answer submit(Installation server, String input) throws IOException {
    String document =
        "{\\\"test_name\\\":\\\"signal\\\",\\\"probe_cc\\\":\\\"PT\\\",\\\"probe_asn\\\":\\\"AS1\\\","
            + "\\\"test_start_time\\\":\\\"2026-01-02 03:04:05\\\",\\\"input\\\":\\\""
            + input
            + "\\\"}";
    return post(
        server.open(),
        "/api/v1/submit_measurement",
        "{\"format\":\"json\",\"content\":\"" + document + "\"}");
  }

  private static Answer post(Target target, String path, String body) throws IOException {
    return WireConnection.once(
        target,
        WireRequest.of("POST", path)
            .header("Host", target.authority())
            .sized(body.getBytes(UTF_8)));
  }

  private static Answer get(Target target, String path) throws IOException {
    return WireConnection.once(
        target, WireRequest.of("GET", path).header("Host", target.authority()));
  }
}
