package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.tls.TestCertificate;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsListenerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void renewedCertificateIsServedWithoutARestartAndABrokenOneIsNot() throws Exception {
    TestCertificate first = TestCertificate.forLoopback(directory, "served");
    try (BalancedServer server = start(first.certificateFile(), first.keyFile())) {
      assertThat(server.readyLine())
          .matches("ready public=https://127\\.0\\.0\\.1:[0-9]+ admin=.*");
      assertThat(status(server, first.trustingIt())).isEqualTo(200);

      Files.writeString(first.certificateFile(), "broken");
      Files.writeString(first.keyFile(), "broken");
      await().atMost(PATIENCE).until(() -> refused(server) == 1);
      assertThat(WireConnection.once(admin(server), get("/health/ready", "x")).text())
          .contains("listener public: certificate refused: " + first.certificateFile());
      assertThat(status(server, first.trustingIt())).as("the old pair stays").isEqualTo(200);

      TestCertificate second = TestCertificate.forLoopback(directory, "served");

      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> status(server, second.trustingIt()) == 200);
      await().atMost(PATIENCE).until(() -> refused(server) == 0);
    }
  }

  @Test
  void keyOfAnotherCertificateKeepsTheServerFromStarting() throws Exception {
    TestCertificate one = TestCertificate.forLoopback(directory, "one");
    TestCertificate other = TestCertificate.forLoopback(directory, "other");

    assertThatThrownBy(() -> start(one.certificateFile(), other.keyFile()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("listener public cannot be opened")
        .hasMessageContaining("is not the key of");
  }

  private BalancedServer start(Path certificate, Path key) throws Exception {
    return Servers.startAs(
        directory.resolve("data"),
        """
        roles: [bouncer]
        admin: {address: '127.0.0.1:0'}
        listeners:
          - address: '127.0.0.1:0'
            tls: {certificate: %s, key: %s}
        """
            .formatted(certificate, key),
        new StopSignal());
  }

  private static int status(BalancedServer server, SSLContext trust) throws IOException {
    Target target = Servers.listener(server, "public").trusting(trust);
    return WireConnection.once(target, get("/version", target.authority())).status();
  }

  private static double refused(BalancedServer server) throws IOException {
    return PrometheusText.scrape(admin(server))
        .sum("holdfast_tls_certificate_refused", Map.of("listener", "public"));
  }

  private static Target admin(BalancedServer server) {
    return Servers.listener(server, "admin");
  }

  private static WireRequest get(String path, String host) {
    return WireRequest.of("GET", path).header("Host", host);
  }
}
