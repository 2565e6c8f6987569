package org.holdfast.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.holdfast.app.system.SingleRequests.assertDeferred;
import static org.holdfast.app.system.SingleRequests.get;
import static org.holdfast.app.system.SingleRequests.post;
import static org.holdfast.app.system.SingleRequests.submit;
import static org.holdfast.app.system.SingleRequests.submitLarge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.metrics.PrometheusText;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// I1, P76, design §5: nothing is taken in when the disk is nearly full, and nothing else suffers.
class LowDiskTest {
  private static final String SMALL =
      "journal: {reserve: 16MiB, segment-size: 1MiB}\npipeline: {publish-after: 1h}\n";
  private static final int DISK_MEBIBYTES = 64;
  private static final long RESERVE_BYTES = 16L << 20;

  @TempDir private Path directory;

  @Test
  @DisplayName("I1, P76: a full disk is refused before it is full, and passes by itself")
  void intakeStopsBeforeTheDiskIsFullAndGoesOnByItselfOnceThereIsRoom() throws IOException {
    Path data = Files.createDirectories(directory.resolve("data"));
    try (PrivateMounts mounts = mountedOn(data);
        Installation server = new Installation(directory, SMALL, java(mounts))) {
      String early = submit(server, "early").member("measurement_uid").orElseThrow();
      Settling.awaitIndexed(server.admin(), Installation.PATIENCE);
      Path disk = mounts.seen(data);
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
  @DisplayName(
      "I1, I10: what is taken in goes to the archive on a low disk too, and makes the room")
  void archiveAndRetentionGoOnWhileIntakeIsRefusedAndMakeTheRoom() throws IOException {
    Path data = Files.createDirectories(directory.resolve("data"));
    try (PrivateMounts mounts = mountedOn(data);
        Installation server = new Installation(directory, SMALL, java(mounts))) {
      Path disk = mounts.seen(data);
      List<String> uids = new ArrayList<>();
      while (usable(disk) >= 2 * RESERVE_BYTES) {
        uids.add(submitLarge(server, uids.size()).member("measurement_uid").orElseThrow());
      }
      Files.write(disk.resolve("ballast"), new byte[(int) (usable(disk) - RESERVE_BYTES / 2)]);
      assertRefuses(server, "bytes of room are left");
      assertThat(server.terminate()).isZero();
      assertThat(usable(disk)).as("nothing has made room").isLessThan(RESERVE_BYTES);
      server.configure(SMALL.replace("1h", "200ms"));

      server.startAgain(java(mounts));

      await()
          .atMost(Installation.PATIENCE)
          .until(() -> submit(server, "late").status(), status -> status == 200);
      PrometheusText metrics =
          Settling.awaitArchived(server.admin(), disk.resolve("archive"), Installation.PATIENCE);
      assertThat(metrics.sum("holdfast_ledger_published")).isEqualTo(uids.size() + 1);
      await()
          .atMost(Installation.PATIENCE)
          .until(() -> usable(disk), bytes -> bytes > RESERVE_BYTES + RESERVE_BYTES / 2);
      assertReads(server, uids.getFirst());
      assertReads(server, uids.getLast());
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

  private static PrivateMounts mountedOn(Path data) throws IOException {
    PrivateMounts mounts = PrivateMounts.open();
    mounts.mount(data, DISK_MEBIBYTES);
    return mounts;
  }

  private Path java(PrivateMounts mounts) throws IOException {
    return mounts.java(directory.resolve("java-on-small-disk"));
  }

  private static long usable(Path disk) throws IOException {
    return Files.getFileStore(disk).getUsableSpace();
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

  private static void assertReads(Installation server, String uid) throws IOException {
    try (ReadApi api = new ReadApi(server.open())) {
      assertThat(api.raw(uid)).isPresent();
      assertThat(api.meta(uid)).isPresent();
    }
    assertThat(get(server.open(), "/api/v1/measurements?test_name=signal").text()).contains(uid);
  }
}
