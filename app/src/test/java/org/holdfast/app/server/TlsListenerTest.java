package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsListenerTest {
  @TempDir Path directory;

  @Test
  void renewedCertificateIsServedWithoutARestartAndABrokenOneIsNot() throws Exception {
    Path certificate = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    SelfSigned first = SelfSigned.write(directory, certificate, key);
    try (BalancedServer server = start(certificate, key)) {
      assertThat(server.readyLine())
          .matches("ready public=https://127\\.0\\.0\\.1:[0-9]+ admin=.*");
      assertThat(status(server, first.trustingIt())).isEqualTo(200);

      Files.writeString(certificate, "broken");
      Files.writeString(key, "broken");
      SelfSigned second = SelfSigned.write(directory, certificate, key);

      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> status(server, second.trustingIt()) == 200);
    }
  }

  @Test
  void keyOfAnotherCertificateKeepsTheServerFromStarting() throws Exception {
    Path certificate = directory.resolve("chain.pem");
    SelfSigned.write(directory, certificate, directory.resolve("key.pem"));
    SelfSigned other =
        SelfSigned.write(directory, directory.resolve("chain2.pem"), directory.resolve("key2.pem"));

    assertThatThrownBy(() -> start(certificate, other.keyFile()))
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
    return WireConnection.once(
            target, WireRequest.of("GET", "/version").header("Host", target.authority()))
        .status();
  }
}
