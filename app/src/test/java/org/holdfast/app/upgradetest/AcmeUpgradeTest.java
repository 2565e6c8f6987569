package org.holdfast.app.upgradetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.holdfast.app.Holdfast;
import org.holdfast.app.acme.Pebble;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.server.FleetKeyFile;
import org.holdfast.app.upgrade.Upgrade;
import org.holdfast.edge.tls.PemIdentity;
import org.holdfast.edge.tls.TlsFiles;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerLineage;
import org.holdfast.testkit.tls.TestCertificate;
import org.holdfast.testkit.wire.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An upgrade with everything at once that two processes over one directory share: a certificate
/// from a real authority (Pebble, Debian package `pebble`) that becomes due meanwhile, and archive
/// objects that one begins and the other must not publish again.
@Timeout(300)
final class AcmeUpgradeTest {
  private static final String DOMAIN = "collector.example.org";
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PER_SECOND = 30;

  @TempDir Path directory;

  private final Tally tally = new Tally();
  private final List<String> said = new ArrayList<>();
  private int secure;
  private int admin;

  @BeforeEach
  void pickPorts() throws IOException {
    List<Integer> ports = FreePorts.pick(2);
    secure = ports.get(0);
    admin = ports.get(1);
  }

  @Test
  @DisplayName("D4, I1, I5, I6: renewed by ACME and archiving in the middle of an upgrade")
  void certificateIsRenewedAndObjectsArePublishedWhileTwoProcessesServe() throws Exception {
    try (Pebble pebble =
        Pebble.start(directory.resolve("pebble"), FreePorts.pick(1).getFirst(), secure)) {
      Path config = configure(pebble);
      servePair("young", Duration.ofDays(1));
      try (ServerLineage server = start(config)) {
        boolean done;
        try (OpenLoad load =
            OpenLoad.start(
                lanes(server), new Submissions(new Measurements(1)), tally, PER_SECOND)) {
          load.awaitFullRate();
          done = upgrade(config, pebble);
        }

        assertThat(done).as(String.join("\n", said)).isTrue();
        assertThat(tally.takeExamples()).isEmpty();
        assertThat(tally.non2xx() + tally.resets()).isZero();
        assertThat(pebble.issued()).as("one of the two asked").isEqualTo(1);
        assertThat(pebble.accounts()).isEqualTo(1);
        successorServesWhatWasIssued(pebble);
        nothingIsLostOrPublishedTwice(server.listener("admin"));
      }
    }
  }

  /// The successor has all new connections when the certificate becomes due, and the predecessor
  /// those it had.
  private boolean upgrade(Path config, Pebble pebble) throws Exception {
    return new Upgrade(
            ConfigFile.read(config).config(),
            Optional.of(config),
            Optional.empty(),
            FleetKeyFile.read(directory.resolve("data").resolve("fleet.key")),
            line -> {
              said.add(line);
              if (line.contains("new connections go to the successor")) {
                renew(pebble);
              }
            })
        .run();
  }

  private void renew(Pebble pebble) {
    try {
      servePair("old", Duration.ofDays(80));
      SSLContext onlyIssued = pebble.trustingTheRoot();
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> !served(onlyIssued).getSubjectAlternativeNames().isEmpty());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// The predecessor listens no more.
  private void successorServesWhatWasIssued(Pebble pebble) throws Exception {
    Path pair = directory.resolve("data").resolve("acme").resolve("public.pem");
    assertThat(served(pebble.trustingTheRoot()).getSerialNumber())
        .isEqualTo(PemIdentity.read(new TlsFiles(pair, pair)).chain().getFirst().getSerialNumber());
  }

  private void nothingIsLostOrPublishedTwice(Target operators) throws Exception {
    Path archive = directory.resolve("data").resolve("archive");
    PrometheusText metrics = Settling.awaitArchived(operators, archive, PATIENCE);
    assertThat(ConservationCheck.ofLedger(metrics)).isEmpty();
    PublishedArchive published = PublishedArchive.read(archive);
    assertThat(published.faults()).isEmpty();
    assertThat(published.documents()).containsOnlyKeys(tally.acknowledged().keySet());
  }

  private List<Lane> lanes(ServerLineage server) throws GeneralSecurityException {
    SSLContext trust = TestCertificate.anyone();
    Target open = server.listener("public").trusting(trust);
    return List.of(
        new WireLane("TLS, keep-alive", open, true),
        new WireLane("TLS, a connection each", open, false),
        new Http2Lane(open, trust));
  }

  private X509Certificate served(SSLContext trust) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", secure)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  /// Puts a pair into the place of what an authority has issued, of 100 days.
  private void servePair(String name, Duration age) {
    try {
      TestCertificate pair =
          TestCertificate.make(directory, name, DOMAIN, age, Duration.ofDays(100));
      Path acme =
          Files.createDirectories(
              directory.resolve("data").resolve("acme"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path file =
          Files.createFile(
              directory.resolve(name + ".pem"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, pair.pair());
      var _ = Files.move(file, acme.resolve("public.pem"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path configure(Pebble pebble) throws IOException {
    return Files.writeString(
        directory.resolve("holdfast.yaml"),
        """
        data: '%s'
        journal: {reserve: 1MiB}
        pipeline: {publish-after: 200ms}
        admin: {address: '127.0.0.1:%d'}
        upgrade: {ready-within: 60s, watch: 1s}
        listeners:
          - name: public
            address: '127.0.0.1:%d'
            tls:
              acme:
                directory: %s
                contact: mailto:operator@example.org
                domains: [%s]
                challenge: tls-alpn-01
                authority-roots: %s
        """
            .formatted(
                directory.resolve("data"),
                admin,
                secure,
                pebble.directory(),
                DOMAIN,
                pebble.serverRoot()));
  }

  private ServerLineage start(Path config) throws IOException {
    return ServerLineage.start(
        ServerCommand.likeThisProcess(
            List.of(
                "-Xmx320m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"),
            Holdfast.class.getName(),
            List.of("serve", "--config", config.toString()),
            directory),
        directory,
        PATIENCE);
  }
}
