package org.holdfast.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.holdfast.app.Holdfast;
import org.holdfast.credentials.transparency.LogKey;
import org.holdfast.credentials.transparency.ParameterLog;
import org.holdfast.edge.tls.TlsFiles;
import org.holdfast.edge.tls.TlsIdentity;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.proxy.SocksProxy;
import org.holdfast.testkit.tls.TestCertificate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The monitor as an operator starts it: a process of its own that looks at one issuer directly, as
/// an onion service, at a front in TLS, and in TLS through the proxy.
class MonitoredWaysTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String PASSWORD = "public";

  @TempDir Path directory;

  private final LogKey key = LogKey.generate();
  private final ParameterLog log = ParameterLog.empty(key.publicKey()).with(key, NOW, "{\"a\":1}");
  private final ParameterLog targeted = log.with(key, NOW, "{\"a\":2,\"for\":\"you\"}");
  private final ParameterLog honest = log.with(key, NOW, "{\"a\":2}");

  @Test
  @DisplayName("a split view that only those behind a front see is found, with both signed entries")
  void waysAreComparedInOneCall() throws Exception {
    TestCertificate ofFront = TestCertificate.forLoopback(directory, "front");
    TestCertificate ofCollector =
        TestCertificate.make(
            directory, "collector", "collector.test", Duration.ofDays(1), Duration.ofDays(31));
    trust(ofFront, ofCollector);
    try (ShowingServer direct = ShowingServer.plain().show(honest);
        ShowingServer onion = ShowingServer.plain().show(honest);
        ShowingServer front = ShowingServer.secure(identity(ofFront)).show(honest);
        ShowingServer secure = ShowingServer.secure(identity(ofCollector)).show(honest);
        SocksProxy proxy =
            SocksProxy.start(
                Map.of("abc.onion:80", onion.port(), "collector.test:443", secure.port()))) {
      List<String> command =
          List.of(
              "--socks",
              "127.0.0.1:" + proxy.address().getPort(),
              direct.url(),
              "http://abc.onion",
              "https://behind.test#front=127.0.0.1:" + front.port(),
              "https://collector.test#socks");
      assertThat(monitor(command)).contains("all 4 see the same 2 entries").endsWith("exit 0");
      assertThat(front.hosts()).containsOnly("behind.test");
      assertThat(secure.hosts()).containsOnly("collector.test");

      front.show(targeted);
      assertThat(monitor(command))
          .contains(
              "https://behind.test#front=127.0.0.1:" + front.port() + " are shown different",
              honest.last().orElseThrow().text(),
              targeted.last().orElseThrow().text())
          .endsWith("exit 1");
    }
  }

  private String monitor(List<String> arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(OwnJvm.java().toString());
    line.add("-XX:TieredStopAtLevel=1");
    line.add("--enable-native-access=ALL-UNNAMED");
    line.add("-Djavax.net.ssl.trustStore=" + directory.resolve("trust.p12"));
    line.add("-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    line.addAll(OwnJvm.cacheFor(Holdfast.class.getName()));
    line.addAll(List.of("-cp", OwnJvm.classPath(), Holdfast.class.getName()));
    line.addAll(List.of("credentials", "monitor", "--epoch", "PT0S"));
    line.addAll(arguments);
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return said + "exit " + process.waitFor();
  }

  private static SSLContext identity(TestCertificate certificate) throws Exception {
    TlsFiles files = new TlsFiles(certificate.certificateFile(), certificate.keyFile());
    return TlsIdentity.open(files).contextFactory().getSslContext();
  }

  private void trust(TestCertificate... certificates) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (TestCertificate each : certificates) {
      trusted.setCertificateEntry(
          each.certificateFile().getFileName().toString(), each.certificate());
    }
    try (var out = Files.newOutputStream(directory.resolve("trust.p12"))) {
      trusted.store(out, PASSWORD.toCharArray());
    }
  }
}
