package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.metrics.PrometheusText;
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
  /// the sums hold over both.
  @Test
  void anInstallationOnSegmentsGoesOnInKafka() throws Exception {
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
        awaitAll(open, uids);
        PrometheusText metrics =
            Settling.awaitArchived(server.listener("admin"), data.resolve("archive"), RECOVERY);
        assertThat(Ledger.of(metrics).accepted()).isEqualTo(uids.size());
        assertThat(Ledger.of(metrics).published()).isEqualTo(uids.size());
        PublishedArchive archive = PublishedArchive.read(data.resolve("archive"));
        assertThat(archive.faults()).isEmpty();
        assertThat(archive.documents()).containsOnlyKeys(uids);
      }
    }
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
            directory.resolve("broker"),
            List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)),
            proxy.port(),
            Map.of());
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
