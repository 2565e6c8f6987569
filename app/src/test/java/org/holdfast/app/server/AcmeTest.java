package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.awaitility.core.ConditionFactory;
import org.holdfast.app.acme.Pebble;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.tls.TestCertificate;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server and a real authority (Pebble, Debian package `pebble`).
class AcmeTest {
  private static final String DOMAIN = "collector.example.org";

  @TempDir Path directory;

  private int plain;
  private int secure;

  @BeforeEach
  void pickPorts() throws IOException {
    List<Integer> ports = FreePorts.pick(2);
    plain = ports.get(0);
    secure = ports.get(1);
  }

  @Test
  void certificateIsIssuedByHttpValidationAndFoundAgainAfterARestart() throws Exception {
    issueAndFindAgain("http-01");
  }

  @Test
  void certificateIsIssuedByTlsValidationAndFoundAgainAfterARestart() throws Exception {
    issueAndFindAgain("tls-alpn-01");
  }

  private void issueAndFindAgain(String challenge) throws Exception {
    try (Pebble pebble = pebble()) {
      X509Certificate issued;
      try (BalancedServer server = start(pebble, challenge)) {
        patiently().until(() -> ready(server).status() == 200);
        // L81: the root alone verifies, so the whole chain is sent.
        issued = served(pebble.trustingTheRoot());
        assertThat(issued.getSubjectAlternativeNames()).contains(List.of(2, DOMAIN));
        assertThat(metric(server, "holdfast_tls_acme_issued_total")).isEqualTo(1);
        assertThat(metric(server, "holdfast_tls_acme_failing")).isZero();
        assertThat(metric(server, "holdfast_tls_certificate_days_left")).isGreaterThan(30);
      }
      assertThat(acme().resolve("http-01")).isEmptyDirectory();
      assertThat(acme().resolve("tls-alpn-01")).isEmptyDirectory();
      nobodyElseMayRead(acme());

      try (BalancedServer server = start(pebble, challenge)) {
        assertThat(ready(server).status()).isEqualTo(200);
        assertThat(served(pebble.trustingTheRoot())).isEqualTo(issued);
      }
      assertThat(pebble.issued()).isEqualTo(1);

      Files.delete(acme().resolve("public.pem"));
      try (BalancedServer server = start(pebble, challenge)) {
        patiently().until(() -> ready(server).status() == 200);
        assertThat(served(pebble.trustingTheRoot())).isNotEqualTo(issued);
      }
      assertThat(pebble.issued()).isEqualTo(2);
      assertThat(pebble.accounts()).as("the account is found again").isEqualTo(1);
      assertThat(pebble.rejectsNonces()).as("badNonce was tolerated").isTrue();
    }
  }

  @Test
  void certificatePastTwoThirdsOfItsLifeIsRenewedWithoutClosingAConnection() throws Exception {
    TestCertificate old = oldPair();
    try (Pebble pebble = pebble();
        BalancedServer server = start(pebble, "tls-alpn-01");
        WireConnection open =
            WireConnection.open(
                new Target("127.0.0.1", secure, Optional.of(TestCertificate.anyone())))) {
      WireRequest request = WireRequest.of("GET", "/version").header("Host", DOMAIN);
      assertThat(open.exchange(request).status()).isEqualTo(200);
      assertThat(ready(server).status()).isEqualTo(200);
      patiently().until(() -> !served(TestCertificate.anyone()).equals(old.certificate()));

      assertThat(open.exchange(request).status()).isEqualTo(200);
      assertThat(served(pebble.trustingTheRoot()).getSubjectAlternativeNames())
          .contains(List.of(2, DOMAIN));
      assertThat(pebble.issued()).isEqualTo(1);
    }
  }

  @Test
  void onlyOneOfSeveralOnOneDirectoryRenewsAndAllServeTheResult() throws Exception {
    try (Pebble pebble = pebble()) {
      List<BalancedServer> servers = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          servers.add(start(pebble, "http-01"));
        }
        for (BalancedServer server : servers) {
          patiently().until(() -> ready(server).status() == 200);
        }
        assertThat(pebble.issued()).isEqualTo(1);
        assertThat(pebble.accounts()).isEqualTo(1);
      } finally {
        for (BalancedServer server : servers) {
          server.close();
        }
      }
    }
  }

  @Test
  void authorityThatIsDownLeavesTheOldCertificateInPlaceAndRaisesTheAlarm() throws Exception {
    TestCertificate old = oldPair();
    try (BalancedServer server = startWithoutAuthority()) {
      patiently().until(() -> metric(server, "holdfast_tls_acme_failing") == 1);

      assertThat(served(TestCertificate.anyone())).isEqualTo(old.certificate());
      assertThat(ready(server).status()).isEqualTo(200);
      assertThat(ready(server).text()).contains("listener public: certificate not renewed");
    }
  }

  /// I10.
  @Test
  void listenerWithoutACertificateYetKeepsNoOtherListenerFromServing() throws Exception {
    try (BalancedServer server = startWithoutAuthority()) {
      assertThat(ready(server).status()).isEqualTo(503);
      assertThat(ready(server).text())
          .contains("listener public: its certificate is not issued yet");
      Answer answer = get(Servers.listener(server, "plain"), "/version");
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  void onlyTokensUnderValidationAreAnswered() throws Exception {
    try (BalancedServer server = startWithoutAuthority()) {
      Files.createDirectories(acme().resolve("http-01"));
      Files.writeString(
          Files.createFile(
              acme().resolve("http-01").resolve("a-token_1"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
          "a-token_1.thumbprint");
      Target plainTarget = Servers.listener(server, "plain");
      String at = "/.well-known/acme-challenge/";

      assertThat(get(plainTarget, at + "a-token_1").text()).isEqualTo("a-token_1.thumbprint");
      for (String other : List.of("another", "..", "%2e%2e", "a-token_1.x", "a".repeat(500))) {
        assertThat(get(plainTarget, at + other).status()).as(other).isEqualTo(404);
      }
    }
  }

  /// For this name, 80 of 100 days old.
  private TestCertificate oldPair() throws Exception {
    TestCertificate old =
        TestCertificate.make(directory, "old", DOMAIN, Duration.ofDays(80), Duration.ofDays(100));
    Files.createDirectories(
        acme(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path pair =
        Files.createFile(
            acme().resolve("public.pem"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(pair, old.pair());
    return old;
  }

  private Path acme() {
    return directory.resolve("data").resolve("acme");
  }

  private Pebble pebble() throws Exception {
    return Pebble.start(directory.resolve("pebble"), plain, secure);
  }

  /// Nobody listens where it is to be.
  private BalancedServer startWithoutAuthority() throws Exception {
    Path root = TestCertificate.forLoopback(directory, "authority").certificateFile();
    URI nowhere = URI.create("https://127.0.0.1:" + FreePorts.pick(1).getFirst() + "/dir");
    return start(nowhere, root, "http-01");
  }

  private BalancedServer start(Pebble pebble, String challenge) throws Exception {
    return start(pebble.directory(), pebble.serverRoot(), challenge);
  }

  private BalancedServer start(URI authority, Path authorityRoot, String challenge)
      throws Exception {
    return Servers.startAs(
        directory.resolve("data"),
        """
        roles: [bouncer]
        admin: {address: '127.0.0.1:0'}
        listeners:
          - {name: plain, address: '127.0.0.1:%d'}
          - name: public
            address: '127.0.0.1:%d'
            tls:
              acme:
                directory: %s
                contact: mailto:operator@example.org
                domains: [%s]
                challenge: %s
                authority-roots: %s
        """
            .formatted(plain, secure, authority, DOMAIN, challenge, authorityRoot),
        new StopSignal());
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private static Answer ready(BalancedServer server) throws IOException {
    return get(Servers.listener(server, "admin"), "/health/ready");
  }

  private static Answer get(Target target, String path) throws IOException {
    return WireConnection.once(target, WireRequest.of("GET", path).header("Host", DOMAIN));
  }

  private static double metric(BalancedServer server, String name) throws IOException {
    return PrometheusText.scrape(Servers.listener(server, "admin"))
        .sum(name, Map.of("listener", "public"));
  }

  private X509Certificate served(SSLContext context) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", secure)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(DOMAIN)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static void nobodyElseMayRead(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
      }
    }
  }
}
