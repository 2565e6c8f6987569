package org.holdfast.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.holdfast.app.system.SingleRequests.assertDeferred;
import static org.holdfast.app.system.SingleRequests.get;
import static org.holdfast.app.system.SingleRequests.submit;
import static org.holdfast.app.system.SingleRequests.submitLarge;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.proxy.FaultProxy;
import org.holdfast.testkit.proxy.FaultProxy.Fault;
import org.holdfast.testkit.wire.Answer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk of the spool, on a whole process, while the broker is away.
class SpoolDiskTest {
  private static final String TOPIC = "measurements";
  private static final int DISK_MEBIBYTES = 40;
  private static final int SUBMISSIONS_MAX = 100;

  @TempDir private Path directory;
  private final List<String> uids = new ArrayList<>();

  @Test
  @DisplayName(
      "I1, I5, I10: a full disk while the broker is away is a 503; nothing is lost or doubled")
  void fullDiskIsRefusedAndWaitedOut() throws Exception {
    Path data = Files.createDirectories(directory.resolve("data"));
    try (PrivateMounts mounts = PrivateMounts.open();
        FaultProxy way = FaultProxy.start();
        BrokerProcess broker = broker(way)) {
      mounts.mount(data, DISK_MEBIBYTES);
      Path disk = mounts.seen(data);
      Path java = mounts.java(directory.resolve("java-on-small-disk"));
      try (Installation server = new Installation(directory, configuration(way), java)) {
        await().atMost(Installation.PATIENCE).until(() -> !ready(server).contains("spool"));
        accept(submit(server, "to the broker"));
        way.set(Fault.CUT);
        accept(submitLarge(server, 0));

        fill(disk.resolve("ballast"));
        assertThat(usable(disk)).as("full to the last page").isZero();
        assertRefuses(server);
        Files.delete(disk.resolve("ballast"));
        await()
            .atMost(Installation.PATIENCE)
            .until(() -> submit(server, "room, no broker"), this::isAccepted);

        fillTheSpool(server);
        assertRefuses(server);
        server.kill();
        server.startAgain(java);
        assertRefuses(server);

        way.set(Fault.NONE);
        await()
            .atMost(Installation.PATIENCE)
            .until(() -> submit(server, "broker and room"), this::isAccepted);
        assertPublishedOnce(server, disk);
      }
    }
  }

  private void accept(Answer answer) {
    assertThat(isAccepted(answer)).as(answer.text()).isTrue();
  }

  private boolean isAccepted(Answer answer) {
    boolean accepted = answer.status() == 200;
    if (accepted) {
      uids.add(answer.member("measurement_uid").orElseThrow());
    }
    return accepted;
  }

  /// Until its own records leave no more than the reserve.
  private void fillTheSpool(Installation server) throws IOException {
    int number = 1;
    while (number < SUBMISSIONS_MAX && isAccepted(submitLarge(server, number))) {
      number++;
    }
    assertThat(number).as("large submissions until it is full").isBetween(10, DISK_MEBIBYTES);
  }

  private static void fill(Path file) throws IOException {
    byte[] page = new byte[4096];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static void assertRefuses(Installation server) throws IOException {
    await()
        .atMost(Installation.PATIENCE)
        .untilAsserted(() -> assertThat(ready(server)).contains("\"waiting\"", "the spool: "));
    assertDeferred(submit(server, "refused"));
    assertThat(get(server.admin(), "/health/live").status()).isEqualTo(200);
  }

  private void assertPublishedOnce(Installation server, Path disk) throws IOException {
    PrometheusText metrics =
        Settling.awaitArchived(server.admin(), disk.resolve("archive"), Installation.PATIENCE);
    assertThat(ConservationCheck.ofLedger(metrics)).isEmpty();
    assertThat(Ledger.of(metrics)).isEqualTo(new Ledger(uids.size(), uids.size(), 0, 0, 0));
    PublishedArchive archive = PublishedArchive.read(disk.resolve("archive"));
    assertThat(archive.faults()).isEmpty();
    assertThat(archive.documents()).containsOnlyKeys(uids);
  }

  private static String ready(Installation server) throws IOException {
    return get(server.admin(), "/health/ready").text();
  }

  private static long usable(Path disk) throws IOException {
    return Files.getFileStore(disk).getUsableSpace();
  }

  private static String configuration(FaultProxy way) {
    return """
    journal:
      reserve: 16MiB
      segment-size: 1MiB
      spool: {after: 300ms}
      kafka: {bootstrap: '%s', topic: %s, min-insync-replicas: 1}
    pipeline: {publish-after: 200ms}
    """
        .formatted(way.address(), TOPIC);
  }

  private BrokerProcess broker(FaultProxy way) throws Exception {
    BrokerProcess broker =
        BrokerProcess.start(
            directory.resolve("broker"), OwnJvm.classPathEntries(), way.port(), Map.of());
    way.leadTo(broker.port());
    Map<String, String> settings =
        Map.of("retention.ms", "-1", "min.insync.replicas", "1", "max.message.bytes", "70000000");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      NewTopic topic = new NewTopic(TOPIC, Optional.of(3), Optional.empty());
      var _ = admin.createTopics(List.of(topic.configs(settings))).all().get();
    }
    return broker;
  }
}
