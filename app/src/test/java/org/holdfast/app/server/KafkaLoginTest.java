package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.journal.kafka.KafkaJournal;
import org.holdfast.journal.kafka.KafkaOptions;
import org.holdfast.journal.segment.SegmentOptions;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.tls.TestCertificate;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker that wants TLS and a login.
class KafkaLoginTest {
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  @TempDir static Path shared;
  private static BrokerProcess broker;
  private static TestCertificate certificate;
  private static int login;

  @TempDir Path directory;

  @BeforeAll
  static void startBroker() throws Exception {
    certificate = TestCertificate.forLoopback(shared, "broker");
    List<Integer> ports = FreePorts.pick(2);
    int plain = ports.get(0);
    login = ports.get(1);
    broker =
        BrokerProcess.start(
            shared.resolve("broker"), OwnJvm.classPathEntries(), 0, settings(plain));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + plain))) {
      var _ =
          admin
              .alterUserScramCredentials(
                  List.of(
                      new UserScramCredentialUpsertion(
                          "holdfast",
                          new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                          "right")))
              .all()
              .get();
      Map<String, String> wanted =
          Map.of("retention.ms", "-1", "min.insync.replicas", "1", "max.message.bytes", "70000000");
      for (String name : List.of("holdfast", "plain")) {
        NewTopic topic = new NewTopic("for-" + name, Optional.of(2), Optional.empty());
        var _ = admin.createTopics(List.of(topic.configs(wanted))).all().get();
      }
    }
  }

  private static Map<String, String> settings(int plain) throws IOException {
    Path pair =
        Files.writeString(
            shared.resolve("pair.pem"),
            Files.readString(certificate.keyFile())
                + Files.readString(certificate.certificateFile()));
    Map<String, String> settings = new HashMap<>();
    settings.put(
        BrokerProcess.EXTRA_LISTENER, "ADMIN://127.0.0.1:" + plain + ",LOGIN://127.0.0.1:" + login);
    settings.put(
        "advertised.listeners",
        "ADMIN://127.0.0.1:" + plain + ",LOGIN://127.0.0.1:" + login + ",PLAINTEXT://127.0.0.1:1");
    settings.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,ADMIN:PLAINTEXT,CONTROLLER:PLAINTEXT,LOGIN:SASL_SSL");
    settings.put("listener.name.login.sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN");
    settings.put(
        "listener.name.login.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    settings.put(
        "listener.name.login.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " user_plain=\"plainly right\";");
    settings.put("listener.name.login.ssl.keystore.type", "PEM");
    settings.put("listener.name.login.ssl.keystore.location", pair.toString());
    return settings;
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private Path password(String text) throws IOException {
    Path file = directory.resolve("kafka.password");
    if (!Files.exists(file)) {
      Path unused =
          Files.createFile(
              file,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.writeString(file, text + "\n");
  }

  private String config(String user, String mechanism) {
    return """
    admin: {address: '127.0.0.1:0'}
    journal:
      reserve: 1MiB
      kafka:
        bootstrap: '127.0.0.1:%d'
        topic: for-%s
        min-insync-replicas: 1
        min-partitions: 3
        user: %s
        password-file: '%s'
        mechanism: %s
        tls: true
        authority-roots: '%s'
    pipeline: {publish-after: 0s}
    listeners:
      - {name: public, address: '127.0.0.1:0'}
    """
        .formatted(
            login,
            user,
            user,
            directory.resolve("kafka.password"),
            mechanism,
            certificate.certificateFile());
  }

  @Test
  @DisplayName(
      "I1, I10: a wrong password is named, keeps nothing from being taken in, and is put right while serving")
  void passwordMayBePutRight() throws Exception {
    Path unused = password("wrong");
    try (BalancedServer server =
        Servers.startAs(
            directory.resolve("data"), config("holdfast", "scram-sha-512"), new StopSignal())) {
      awaitHealth(server, "refuses the credentials of user 'holdfast'");
      String uid = submit(server, "without-login");
      Path right = password("right");
      assertThat(right).exists();
      awaitHealth(server, "has 2 partition(s), and 3 are asked for");
      awaitBody(server, uid);
      awaitBody(server, submit(server, "logged-in"));
      await()
          .atMost(RECOVERY)
          .untilAsserted(() -> assertThat(ready(server)).doesNotContain("spool"));
    }
  }

  @Test
  @DisplayName("SASL/PLAIN works too, over TLS")
  void plainLogin() throws Exception {
    Path unused = password("plainly right");
    try (BalancedServer server =
        Servers.startAs(directory.resolve("data"), config("plain", "plain"), new StopSignal())) {
      awaitBody(server, submit(server, "plain-login"));
      await()
          .atMost(RECOVERY)
          .untilAsserted(() -> assertThat(ready(server)).doesNotContain("spool", "credentials"));
    }
  }

  @Test
  @DisplayName("roots that do not fit are named")
  void unknownAuthorityIsNamed() throws Exception {
    try (KafkaJournal journal =
        KafkaJournal.open(
            KafkaOptions.of("127.0.0.1:" + login, "for-nobody", "node", directory)
                .connecting(Map.of("security.protocol", "SSL")),
            new SimpleMeterRegistry())) {
      assertThat(journal.status().refusal().orElseThrow())
          .contains("no TLS connection to 127.0.0.1:" + login + " is made", "authority-roots");
    }
  }

  @Test
  @DisplayName("a password file that others may read is refused, by its name")
  void passwordFileIsForItsOwnerOnly() throws Exception {
    Path file = password("right");
    Path unused = Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    HoldfastConfig config =
        ConfigFile.parse(
                "test.yaml",
                "data: " + directory.resolve("data") + "\n" + config("holdfast", "scram-sha-512"))
            .config();
    assertThatThrownBy(
            () ->
                SharedJournal.open(
                    config,
                    config.journal().kafka().orElseThrow(),
                    SegmentOptions.DEFAULTS,
                    Clock.systemUTC(),
                    new SimpleMeterRegistry(),
                    cause -> {
                      throw new AssertionError(cause);
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600 " + file);
  }

  private static void awaitHealth(BalancedServer server, String says) {
    await().atMost(RECOVERY).untilAsserted(() -> assertThat(ready(server)).contains(says));
  }

  private static void awaitBody(BalancedServer server, String uid) {
    try (ReadApi api = new ReadApi(server.listener("public"))) {
      await()
          .atMost(RECOVERY)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> api.raw(uid), Optional::isPresent);
    }
  }

  private static String submit(BalancedServer server, String input) throws IOException {
    Target target = server.listener("public");
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

  private static String ready(BalancedServer server) throws IOException {
    Target admin = server.listener("admin");
    return WireConnection.once(
            admin, WireRequest.of("GET", "/health/ready").header("Host", admin.authority()))
        .text();
  }
}
