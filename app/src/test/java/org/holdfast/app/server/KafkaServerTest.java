package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.proxy.FaultProxy;
import org.holdfast.testkit.proxy.FaultProxy.Fault;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole server on a journal in Kafka.
class KafkaServerTest {
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  @TempDir Path directory;

  /// I1, I6, I10: the broker comes after the server, the topic after the broker, and goes away once
  /// more; whatever was acknowledged can be read in the end.
  @Test
  void measurementsAreTakenInWithoutABrokerAndPublishedOnceItIsThere() throws Exception {
    List<String> uids = new ArrayList<>();
    try (FaultProxy proxy = FaultProxy.start()) {
      proxy.set(Fault.CUT);
      try (BalancedServer server =
          Servers.startAs(directory.resolve("data"), config(proxy.address()), new StopSignal())) {
        Target open = server.listener("public");
        Target admin = server.listener("admin");
        uids.add(submit(open, "without-broker"));
        assertThat(ready(admin)).contains("no broker of " + proxy.address() + " answers", "spool");
        try (BrokerProcess broker = start(proxy);
            Admin client = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
          await()
              .atMost(RECOVERY)
              .untilAsserted(
                  () -> assertThat(ready(admin)).contains("topic 'measurements' does not exist"));
          uids.add(submit(open, "without-topic"));
          createTopic(client);
          awaitAll(open, uids);
          proxy.set(Fault.RESET);
          uids.add(submit(open, "broker-away-again"));
          proxy.set(Fault.NONE);
          uids.add(submit(open, "broker-back"));
          awaitAll(open, uids);
          await()
              .atMost(RECOVERY)
              .untilAsserted(
                  () ->
                      assertThat(ready(admin))
                          .contains("\"ready\"")
                          .contains("degraded: min.insync.replicas of topic 'measurements' is 1")
                          .doesNotContain("spool"));
          server.close();
        }
      }
    }
  }

  /// I1, I2, I5, I6: what the segments hold, archived, indexed, or neither, is published once, and
  /// the sums hold over both; also on the way back, with something left in the spool, and when it
  /// goes to Kafka once more.
  @Test
  void anInstallationOnSegmentsGoesOnInKafkaAndComesBack() throws Exception {
    Path data = directory.resolve("data");
    List<String> uids = new ArrayList<>();
    try (BalancedServer server = Servers.start(data, publishAfter("0s"), new StopSignal())) {
      uids.add(submit(server.listener("public"), "archived"));
      awaitAll(server.listener("public"), uids);
    }
    try (BalancedServer server = Servers.start(data, publishAfter("1h"), new StopSignal())) {
      uids.add(submit(server.listener("public"), "indexed"));
      uids.add(submit(server.listener("public"), "indexed-too"));
      awaitAll(server.listener("public"), uids);
    }
    try (FaultProxy proxy = FaultProxy.start();
        BrokerProcess broker = start(proxy);
        Admin client = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      createTopic(client);
      proxy.set(Fault.CUT);
      try (BalancedServer server =
          Servers.startAs(data, config(proxy.address()), new StopSignal())) {
        Target open = server.listener("public");
        assertThat(ready(server.listener("admin")))
            .contains("from before Kafka is being taken over");
        awaitAll(open, uids);
        proxy.set(Fault.NONE);
        uids.add(submit(open, "in-kafka"));
        await()
            .atMost(RECOVERY)
            .untilAsserted(
                () -> assertThat(ready(server.listener("admin"))).doesNotContain("taken over"));
        assertPublishedOnce(server, data, uids);
      }
      proxy.set(Fault.CUT);
      try (Server collector = startCollector(data, proxy.address())) {
        uids.add(submit(Servers.listener(collector.readyLine(), "public"), "in-the-spool"));
      }
      for (int start = 0; start < 2; start++) {
        try (BalancedServer server = Servers.start(data, publishAfter("0s"), new StopSignal())) {
          uids.add(submit(server.listener("public"), "in-segments-again-" + start));
          assertPublishedOnce(server, data, uids);
        }
      }
      try (BalancedServer server = Servers.start(data, publishAfter("1h"), new StopSignal())) {
        uids.add(submit(server.listener("public"), "indexed-again"));
        awaitAll(server.listener("public"), uids);
      }
      proxy.set(Fault.NONE);
      try (BalancedServer server =
          Servers.startAs(data, config(proxy.address()), new StopSignal())) {
        uids.add(submit(server.listener("public"), "in-kafka-again"));
        assertPublishedOnce(server, data, uids);
      }
    }
  }

  private static void assertPublishedOnce(BalancedServer server, Path data, List<String> uids)
      throws IOException {
    awaitAll(server.listener("public"), uids);
    PrometheusText metrics =
        Settling.awaitArchived(server.listener("admin"), data.resolve("archive"), RECOVERY);
    assertThat(Ledger.of(metrics)).isEqualTo(new Ledger(uids.size(), uids.size(), 0, 0, 0));
    PublishedArchive archive = PublishedArchive.read(data.resolve("archive"));
    assertThat(archive.faults()).isEmpty();
    assertThat(archive.documents()).containsOnlyKeys(uids);
  }

  /// I5, I6: a request that the broker carries out long after its sender died, and after the record
  /// was brought by way of the spool, leaves the record twice in the topic, and once everywhere
  /// else.
  @Test
  void whatTheBrokerCarriesOutTooLateCountsOnce() throws Exception {
    Path data = directory.resolve("data");
    List<String> uids = new ArrayList<>();
    try (FaultProxy proxy = FaultProxy.start();
        BrokerProcess broker = start(proxy);
        Admin client = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      createTopic(client);
      try (Server server = startCollector(data, proxy.address())) {
        Target open = Servers.listener(server.readyLine(), "public");
        await()
            .atMost(RECOVERY)
            .untilAsserted(
                () ->
                    assertThat(ready(Servers.listener(server.readyLine(), "admin")))
                        .doesNotContain("spool"));
        uids.add(submit(open, "in-time"));
        proxy.holdBack();
        uids.add(submit(open, "on-its-way"));
        // Whatever the producer does until the end, it does not come through.
        proxy.set(Fault.CUT);
      }
      proxy.set(Fault.NONE);
      try (BalancedServer server =
              Servers.startAs(data, config(proxy.address()), new StopSignal());
          Admin afterwards = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
        awaitAll(server.listener("public"), uids);
        assertThat(stored(afterwards)).isEqualTo(2);
        proxy.letGo();
        await().atMost(RECOVERY).untilAsserted(() -> assertThat(stored(afterwards)).isEqualTo(3));
        uids.add(submit(server.listener("public"), "afterwards"));
        awaitAll(server.listener("public"), uids);
        assertPublishedOnce(server, data, uids);
      }
    }
  }

  private static Server startCollector(Path data, String bootstrap) throws Exception {
    String soonSpooling =
        config(bootstrap).replace("  kafka:", "  spool: {after: 300ms}\n  kafka:");
    return Servers.startDoomed(data, "roles: [collector]\n" + soonSpooling);
  }

  /// How many records the topic holds.
  private static long stored(Admin client) throws Exception {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (int partition = 0; partition < 3; partition++) {
      ends.put(new TopicPartition("measurements", partition), OffsetSpec.latest());
    }
    return client.listOffsets(ends).all().get().values().stream()
        .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
        .sum();
  }

  private static String publishAfter(String time) {
    return "pipeline: {publish-after: " + time + "}\n";
  }

  private static String config(String bootstrap) {
    return """
    admin: {address: '127.0.0.1:0'}
    journal:
      reserve: 1MiB
      kafka: {bootstrap: '%s', topic: measurements}
    pipeline: {publish-after: 0s}
    listeners:
      - {name: public, address: '127.0.0.1:0'}
    """
        .formatted(bootstrap);
  }

  private BrokerProcess start(FaultProxy proxy) throws IOException {
    BrokerProcess broker =
        BrokerProcess.start(
            directory.resolve("broker"), OwnJvm.classPathEntries(), proxy.port(), Map.of());
    proxy.leadTo(broker.port());
    proxy.set(Fault.NONE);
    return broker;
  }

  private static void createTopic(Admin client) throws Exception {
    Map<String, String> settings =
        Map.of("retention.ms", "-1", "min.insync.replicas", "1", "max.message.bytes", "70000000");
    NewTopic topic = new NewTopic("measurements", Optional.of(3), Optional.empty());
    var _ = client.createTopics(List.of(topic.configs(settings))).all().get();
  }

  private static void awaitAll(Target open, List<String> uids) throws IOException {
    try (ReadApi api = new ReadApi(open)) {
      for (String uid : uids) {
        await()
            .atMost(RECOVERY)
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> api.raw(uid), Optional::isPresent);
      }
    }
  }

  private static String submit(Target target, String input) throws IOException {
    String document =
        "{\\\"test_name\\\":\\\"signal\\\",\\\"probe_cc\\\":\\\"PT\\\",\\\"probe_asn\\\":\\\"AS1\\\",\\\"test_start_time\\\":\\\"2026-01-02"
            + " 03:04:05\\\",\\\"input\\\":\\\""
            + input
            + "\\\"}";
    byte[] body =
        ("{\"format\":\"json\",\"content\":\"" + document + "\"}").getBytes(StandardCharsets.UTF_8);
    Answer answer =
        WireConnection.once(
            target,
            WireRequest.of("POST", "/api/v1/submit_measurement")
                .header("Host", target.authority())
                .sized(body));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.member("measurement_uid").orElseThrow();
  }

  private static String ready(Target admin) throws IOException {
    return WireConnection.once(
            admin, WireRequest.of("GET", "/health/ready").header("Host", admin.authority()))
        .text();
  }
}
