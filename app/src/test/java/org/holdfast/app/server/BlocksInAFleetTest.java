package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.holdfast.app.command.HoldfastCommand;
import org.holdfast.catalogue.sql.PostgresOptions;
import org.holdfast.catalogue.sql.PostgresServer;
import org.holdfast.client.CollectorTransport;
import org.holdfast.client.CredentialClient;
import org.holdfast.client.CredentialStore;
import org.holdfast.client.Handed;
import org.holdfast.client.Retries;
import org.holdfast.credentials.nym.Network;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Blocks and releases where machines share a journal in Kafka, a database, an archive and the
/// directory of credentials: two collectors, and two workers whose quarantines are their own.
class BlocksInAFleetTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Network NETWORK = new Network("PT", "AS64501");
  private static final Retries RETRIES = new Retries(50, Duration.ZERO, Duration.ZERO, pause -> {});
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOPIC = "measurements";
  private static final int WITHHELD = 6;
  private static final String SUBMIT = "/api/v1/submit_measurement";

  @TempDir private Path directory;

  private final PostgresOptions database = PostgresServer.emptyDatabase();
  private final HttpClient http = HttpClient.newHttpClient();
  private byte[] lastSent = new byte[0];
  private byte[] lastAnswer = new byte[0];

  @Test
  @DisplayName(
      "I9: one block is honoured by every worker, wherever probes hand in; what one or two of them"
          + " release is published once")
  void blockedOnceAndReleasedOnce() throws Exception {
    try (BrokerProcess broker = broker();
        BalancedServer collector1 = start("1", "[collector, api]", broker);
        BalancedServer collector2 = start("2", "[collector, api]", broker);
        BalancedServer worker3 = start("3", "[pipeline]", broker);
        BalancedServer worker4 = start("4", "[pipeline]", broker);
        CredentialStore store = CredentialStore.open(directory.resolve("probe.credential"))) {
      List<BalancedServer> collectors = List.of(collector1, collector2);
      holdfast("1", "credentials", "keygen");
      for (BalancedServer collector : collectors) {
        awaitText(collector, "/api/v1/manifest", "public_parameters");
      }
      Handed before = submit(store, collector1, 0);
      awaitText(collector2, meta(before), "\"verified\"");
      assertThat(sameAnswerOf(collector2)).as("a lost answer, asked for elsewhere").isTrue();

      String block = block(probeId(before));
      for (BalancedServer server : List.of(collector1, collector2, worker3, worker4)) {
        awaitText(server, "/api/v1/credentials/blocked", block);
      }
      List<Handed> withheld = new ArrayList<>();
      for (int i = 1; i <= WITHHELD; i++) {
        withheld.add(submit(store, collectors.get(i % 2), i));
      }
      for (BalancedServer collector : collectors) {
        awaitText(collector, "/api/v1/credentials/blocked", "\"withheld\":" + WITHHELD);
      }
      for (Handed handed : withheld) {
        assertThat(get(collector1, meta(handed))).isEqualTo("{}");
      }

      // As after a worker that died before it could say how far it was: both have it.
      copyQuarantineOf("3", "4");
      copyQuarantineOf("4", "3");
      assertThat(release("1", block)).as("on a machine that has no quarantine").contains("of 0");
      assertThat(release("3", block)).contains("of " + WITHHELD);
      assertThat(release("3", block)).contains("of 0");
      awaitReleased(collectors, withheld);
      assertPublished(worker3, withheld.size() + 1);
      assertThat(release("4", block)).contains("of " + WITHHELD);
      await().until(() -> released("4") == WITHHELD);
      assertPublished(worker4, withheld.size() + 1);
      awaitReleased(collectors, withheld);
      http.close();
    }
  }

  private void awaitReleased(List<BalancedServer> collectors, List<Handed> withheld) {
    for (Handed handed : withheld) {
      awaitText(collectors.getFirst(), meta(handed), "\"verified\"");
    }
    for (BalancedServer collector : collectors) {
      awaitText(collector, "/api/v1/credentials/blocked", "\"withheld\":0");
    }
  }

  private void assertPublished(BalancedServer worker, int documents) throws Exception {
    var metrics =
        Settling.awaitArchived(worker.listener("admin"), directory.resolve("archive"), PATIENCE);
    assertThat(Ledger.of(metrics).published()).isEqualTo(documents);
    PublishedArchive archive = PublishedArchive.read(directory.resolve("archive"));
    assertThat(archive.faults()).isEmpty();
    assertThat(archive.documents()).hasSize(documents);
    assertThat(archive.documents().values().stream().distinct()).hasSize(documents);
  }

  private String block(String probeId) {
    return holdfast(
            "1",
            "credentials",
            "block",
            "--cc",
            NETWORK.cc(),
            "--asn",
            NETWORK.asn(),
            "--reason",
            "floods",
            probeId)
        .split(" ", -1)[1];
  }

  private String release(String node, String block) {
    return holdfast(node, "quarantine", "release", "--reason", "blocked-" + block, "--why", "ours");
  }

  private int released(String node) throws IOException {
    Path done = home(node).resolve("data/quarantine/releases/done");
    if (!Files.isDirectory(done)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(done)) {
      return (int) files.count();
    }
  }

  private void copyQuarantineOf(String from, String to) throws IOException {
    Path quarantine = home(from).resolve("data/quarantine");
    Path target = home(to).resolve("data/quarantine");
    try (Stream<Path> files = Files.walk(quarantine)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path copy = target.resolve(quarantine.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Handed submit(CredentialStore store, BalancedServer collector, int number)
      throws IOException, InterruptedException {
    CollectorTransport transport = transport(collector);
    CollectorTransport noting =
        (path, body) -> {
          CollectorTransport.Answer answer = transport.ask(path, body);
          if (path.equals(SUBMIT)) {
            lastSent = body.orElseThrow();
            lastAnswer = answer.body();
          }
          return answer;
        };
    CredentialClient client =
        new CredentialClient(store, noting, RETRIES, Clock.systemUTC(), new SecureRandom());
    Handed handed = client.submit(document(number), NETWORK);
    assertThat(handed.isVerified()).as(handed.toString()).isTrue();
    return handed;
  }

  private CollectorTransport transport(BalancedServer collector) {
    return CollectorTransport.http(http, URI.create(collector.readyLine().split("[ =]", -1)[2]));
  }

  /// Sends the last submission once more.
  private boolean sameAnswerOf(BalancedServer collector) throws IOException, InterruptedException {
    JsonNode first = JSON.readTree(lastAnswer);
    JsonNode again = JSON.readTree(transport(collector).ask(SUBMIT, Optional.of(lastSent)).body());
    return first.path("submit_response").isString()
        && Stream.of("measurement_uid", "submit_response", "verification_status")
            .allMatch(member -> again.path(member).equals(first.path(member)));
  }

  private static byte[] document(int number) {
    return ("{\"test_name\":\"signal\",\"probe_cc\":\"PT\",\"probe_asn\":\"AS64501\",\"input\":\""
            + number
            + "\",\"measurement_start_time\":\"2026-11-22 10:00:00\",\"test_keys\":{}}")
        .getBytes(UTF_8);
  }

  /// What was proven, as it is published.
  private String probeId(Handed handed) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                Optional.ofNullable(
                        PublishedArchive.read(directory.resolve("archive"))
                            .documents()
                            .get(handed.uid()))
                    .map(line -> JSON.readTree(line).path("probe_id").asString("")),
            Optional::isPresent)
        .orElseThrow();
  }

  private static String meta(Handed handed) {
    return "/api/v1/measurement_meta?measurement_uid=" + handed.uid();
  }

  private static void awaitText(BalancedServer server, String path, String text) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(get(server, path)).as(path).contains(text));
  }

  private static String get(BalancedServer server, String path) throws IOException {
    var target = server.listener("public");
    return WireConnection.once(
            target, WireRequest.of("GET", path).header("Host", target.authority()))
        .text();
  }

  private String holdfast(String node, String... arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(printed, true, UTF_8);
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--config", home(node).resolve("holdfast.yaml").toString()));
    int code = HoldfastCommand.run(both, both, all.toArray(String[]::new));
    assertThat(code).as(printed.toString(UTF_8)).isZero();
    return printed.toString(UTF_8);
  }

  private Path home(String node) {
    return directory.resolve("node-" + node);
  }

  private BrokerProcess broker() throws Exception {
    BrokerProcess broker =
        BrokerProcess.start(directory.resolve("broker"), OwnJvm.classPathEntries(), 0, Map.of());
    Map<String, String> settings =
        Map.of("retention.ms", "-1", "min.insync.replicas", "1", "max.message.bytes", "70000000");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      NewTopic topic = new NewTopic(TOPIC, Optional.of(6), Optional.empty());
      var _ = admin.createTopics(List.of(topic.configs(settings))).all().get();
    }
    return broker;
  }

  private BalancedServer start(String node, String roles, BrokerProcess broker) throws Exception {
    Path data = Files.createDirectories(home(node).resolve("data"));
    Path archive = Files.createDirectories(directory.resolve("archive"));
    Path unused = Files.createSymbolicLink(data.resolve("archive"), archive);
    String config =
        """
        roles: %s
        collector: {id: "%s"}
        fleet: {key-file: '%s'}
        credentials: {directory: '%s'}
        pipeline: {publish-after: 300ms}
        admin: {address: '127.0.0.1:0'}
        listeners: [{name: public, address: '127.0.0.1:0'}]
        journal:
          reserve: 1MiB
          kafka: {bootstrap: '%s', topic: %s, min-insync-replicas: 1}
        catalogue:
          postgresql: {url: '%s', user: '%s'}
        """
            .formatted(
                roles,
                node,
                fleetKey(),
                directory.resolve("credentials"),
                broker.address(),
                TOPIC,
                database.url(),
                database.user());
    Files.writeString(home(node).resolve("holdfast.yaml"), "data: " + data + "\n" + config);
    return Servers.startAs(data, config, new StopSignal());
  }

  private Path fleetKey() throws IOException {
    Path file = directory.resolve("fleet.key");
    if (!Files.exists(file)) {
      Path created =
          Files.createFile(
              file,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(created, "0123456789".repeat(4));
    }
    return file;
  }
}
