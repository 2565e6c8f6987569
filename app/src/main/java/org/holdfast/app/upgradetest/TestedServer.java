package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.control.ControlDirectory;
import org.holdfast.app.server.FleetKeyFile;
import org.holdfast.app.server.UnusableKeyException;
import org.holdfast.app.upgrade.Upgrade;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerLineage;
import org.holdfast.testkit.tls.TestCertificate;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;

/// A server in a temporary directory with a plain and a TLS listener, to be replaced again and
/// again, and its certificate renewed meanwhile.
final class TestedServer implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(120);
  private static final Duration RENEWED_WITHIN = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
  private static final String MAIN_CLASS = "org.holdfast.app.Holdfast";
  private static final List<String> JVM =
      List.of(
          "-Xmx384m",
          // Each lives for seconds only, in which the better compiler costs more than it saves.
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Path directory;
  private final List<Integer> ports;
  private final TestCertificate certificate;
  private final TestCertificate first;
  private final TestCertificate second;
  private boolean isSecond;
  private final Path config;
  private final ServerLineage servers;

  private TestedServer(Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    this.directory = directory;
    this.ports = FreePorts.pick(3);
    this.certificate = TestCertificate.forLoopback(directory, "served");
    this.first = TestCertificate.forLoopback(directory, "first");
    this.second = TestCertificate.forLoopback(directory, "second");
    first.copyOver(certificate);
    this.config = configure("holdfast.yaml", "120s", "");
    this.servers =
        ServerLineage.start(
            ServerCommand.likeThisProcess(
                JVM, MAIN_CLASS, List.of("serve", "--config", config.toString()), directory),
            directory,
            START_PATIENCE);
  }

  static TestedServer start(Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    return new TestedServer(directory);
  }

  /// Idle connections end after 40 s, so that few of many old processes are alive at a time.
  private Path configure(String name, String readyWithin, String more) throws IOException {
    return Files.writeString(
        directory.resolve(name),
        """
        data: '%s'
        journal: {reserve: 64MiB}
        listeners:
          - {name: public, address: '127.0.0.1:%d'}
          - name: secure
            address: 127.0.0.1:%d
            tls: {certificate: '%s', key: '%s'}
        admin: {address: '127.0.0.1:%d'}
        deadlines: {idle: 40s}
        upgrade: {ready-within: %s, watch: 2s}
        %s
        """
            .formatted(
                directory.resolve("data"),
                ports.get(0),
                ports.get(1),
                certificate.certificateFile(),
                certificate.keyFile(),
                ports.get(2),
                readyWithin,
                more));
  }

  /// Replaces the server by another one; whether that succeeded.
  ///
  /// @param to another release; empty for the one that runs
  boolean upgrade(Optional<Path> to, Consumer<String> line)
      throws IOException, ConfigException, UnusableKeyException, InterruptedException {
    return upgrade(
        config,
        to,
        said -> {
          line.accept(said);
          if (said.contains("new connections go to the successor")) {
            renewCertificate();
          }
        });
  }

  /// This build, for `upgrade` to go to from another release.
  Path thisBuild() throws IOException {
    return ReleaseDirectory.plant(
        directory.resolve("this-build"),
        ReleaseDirectory.exec(ThisBuild.words(JVM, MAIN_CLASS)) + " \"$@\"");
  }

  /// While two processes serve it.
  private void renewCertificate() {
    try {
      isSecond = !isSecond;
      (isSecond ? second : first).copyOver(certificate);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until the certificate that was put there last is served.
  void awaitRenewed() throws IOException, GeneralSecurityException, InterruptedException {
    Target onlyLast = servers.listener("secure").trusting((isSecond ? second : first).trustingIt());
    long end = System.nanoTime() + RENEWED_WITHIN.toNanos();
    while (true) {
      try {
        WireConnection.open(onlyLast).close();
        return;
      } catch (IOException e) {
        if (System.nanoTime() - end > 0) {
          throw new IOException("a renewed certificate is not served", e);
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    }
  }

  /// Tries to replace it by a broken release; whether that was rolled back for what is wrong with
  /// it.
  boolean rollBack(BrokenRelease release, Consumer<String> line)
      throws IOException, ConfigException, UnusableKeyException, InterruptedException {
    Path crippled = configure("crippled.yaml", "120s", "roles: [collector, api]");
    Path impatient = configure("impatient.yaml", release.readyWithin(), "");
    Path to = release.plant(directory, ThisBuild.words(JVM, MAIN_CLASS), crippled);
    List<String> said = new ArrayList<>();
    boolean upgraded = upgrade(impatient, Optional.of(to), line.andThen(said::add));
    return !upgraded && release.isFoundOut(said);
  }

  private boolean upgrade(Path file, Optional<Path> to, Consumer<String> line)
      throws IOException, ConfigException, UnusableKeyException, InterruptedException {
    HoldfastConfig read = ConfigFile.read(file).config();
    return new Upgrade(
            read,
            Optional.of(config),
            to,
            FleetKeyFile.read(directory.resolve("data").resolve("fleet.key")),
            line)
        .run();
  }

  /// The servers that run now: the one that serves, and earlier ones that finish.
  List<ProcessHandle> processes() throws IOException {
    List<ProcessHandle> processes = new ArrayList<>();
    for (Path socket : ControlDirectory.existing(directory.resolve("data")).sockets()) {
      String name = String.valueOf(socket.getFileName());
      ProcessHandle.of(Long.parseLong(name.substring(0, name.indexOf('-'))))
          .ifPresent(processes::add);
    }
    return processes;
  }

  Target open() {
    return servers.listener("public");
  }

  /// For clients: any of the server's certificates.
  SSLContext trust() throws GeneralSecurityException, IOException {
    return TestCertificate.trusting(List.of(first.certificate(), second.certificate()));
  }

  Target secure() throws GeneralSecurityException, IOException {
    return servers.listener("secure").trusting(trust());
  }

  Target admin() {
    return servers.listener("admin");
  }

  String output() throws IOException {
    return servers.output();
  }

  /// Another release's servers are tied to nothing.
  @Override
  public void close() throws IOException {
    List<ProcessHandle> left = processes();
    servers.close();
    left.forEach(ProcessHandle::destroyForcibly);
  }
}
