package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.edge.Routes;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.holdfast.testkit.tls.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nobody asks the watch for anything here: it looks by itself.
final class TlsWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  @TempDir Path directory;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Readiness readiness = new Readiness();

  @Test
  void serialThatIsServedIsComparedWithTheOneOnDiskAgainAndAgain() throws Exception {
    TestCertificate good = TestCertificate.forLoopback(directory, "good");
    TestCertificate expired =
        TestCertificate.make(
            directory, "expired", "127.0.0.1", Duration.ofDays(31), Duration.ofDays(30));
    TestCertificate onDisk = TestCertificate.forLoopback(directory, "served");
    good.copyOver(onDisk);
    List<ListenerOptions> options = listener(onDisk);
    try (EdgeServer server = EdgeServer.start(options, Routes.builder().build(), meters)) {
      List<TlsWatch> watches =
          TlsWatch.startAll(options, server, Clock.systemUTC(), meters, readiness, BETWEEN_LOOKS);
      try {
        expired.copyOver(onDisk);
        await().atMost(PATIENCE).until(() -> gauge("holdfast.tls.served.differs") == 1);
        assertThat(String.join("\n", readiness.notes()))
            .contains(
                "listener public: certificate refused:",
                "serial %s is served, %s is on disk".formatted(serial(good), serial(expired)));

        good.copyOver(onDisk);
        await().atMost(PATIENCE).until(() -> gauge("holdfast.tls.served.differs") == 0);
        await().atMost(PATIENCE).until(() -> readiness.notes().isEmpty());
      } finally {
        watches.forEach(TlsWatch::close);
      }
    }
  }

  private static String serial(TestCertificate certificate) {
    return certificate.certificate().getSerialNumber().toString(16);
  }

  private double gauge(String name) {
    return meters.get(name).tag("listener", "public").gauge().value();
  }

  private List<ListenerOptions> listener(TestCertificate files) throws Exception {
    return Listeners.open(
        ConfigFile.parse(
                "test.yaml",
                """
                data: '%s'
                listeners:
                  - name: public
                    address: '127.0.0.1:0'
                    tls: {certificate: '%s', key: '%s'}
                """
                    .formatted(directory, files.certificateFile(), files.keyFile()))
            .config(),
        name -> {
          throw new AssertionError(name);
        });
  }
}
