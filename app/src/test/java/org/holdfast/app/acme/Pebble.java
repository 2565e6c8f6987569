package org.holdfast.app.acme;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.tls.TestCertificate;
import org.junit.jupiter.api.Assertions;

/// A real certificate authority on loopback: Pebble, and a name server beside it for which every
/// name leads to 127.0.0.1. It turns away a good part of all nonces, as it does by default.
public final class Pebble implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Process> processes;
  private final Path log;
  private final URI directory;
  private final URI roots;
  private final TestCertificate itself;

  private Pebble(
      List<Process> processes, Path log, URI directory, URI roots, TestCertificate itself) {
    this.processes = processes;
    this.log = log;
    this.directory = directory;
    this.roots = roots;
    this.itself = itself;
  }

  /// Starts one that validates names at these ports of 127.0.0.1.
  public static Pebble start(Path work, int httpPort, int tlsPort) throws Exception {
    requireInstalled("pebble", "pebble-challtestsrv");
    Files.createDirectories(work);
    TestCertificate itself = TestCertificate.forLoopback(work, "authority");
    List<Integer> ports = FreePorts.pick(4);
    Path config = work.resolve("pebble.json");
    Files.writeString(
        config,
        """
        {"pebble": {
          "listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
          "certificate": "%s", "privateKey": "%s",
          "httpPort": %d, "tlsPort": %d, "ocspResponderURL": "",
          "externalAccountBindingRequired": false}}
        """
            .formatted(
                ports.get(0),
                ports.get(1),
                itself.certificateFile(),
                itself.keyFile(),
                httpPort,
                tlsPort));
    Path log = work.resolve("pebble.log");
    Process names =
        run(
            work.resolve("names.log"),
            "pebble-challtestsrv",
            "-dns01",
            "127.0.0.1:" + ports.get(2),
            "-management",
            "127.0.0.1:" + ports.get(3),
            "-defaultIPv6",
            "",
            "-http01",
            "",
            "-https01",
            "",
            "-tlsalpn01",
            "");
    Process authority =
        run(log, "pebble", "-config", config.toString(), "-dnsserver", "127.0.0.1:" + ports.get(2));
    Pebble pebble =
        new Pebble(
            List.of(authority, names),
            log,
            URI.create("https://127.0.0.1:" + ports.get(0) + "/dir"),
            URI.create("https://127.0.0.1:" + ports.get(1) + "/roots/0"),
            itself);
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> !pebble.get(pebble.directory).isEmpty());
      return pebble;
    } catch (RuntimeException e) {
      pebble.close();
      throw e;
    }
  }

  private static Process run(Path log, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
    builder.environment().put("PEBBLE_WFE_NONCEREJECT", "20");
    builder.environment().put("PEBBLE_AUTHZREUSE", "0");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static void requireInstalled(String... commands) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String command : commands) {
      boolean found =
          Stream.of(path.split(":", -1)).anyMatch(d -> Files.isExecutable(Path.of(d, command)));
      if (!found && System.getenv("CI") != null) {
        Assertions.fail(command + " is not installed (Debian package pebble)");
      } else if (!found) {
        abort("skipped: " + command + " is not installed (Debian package pebble)");
      }
    }
  }

  public URI directory() {
    return directory;
  }

  /// The root its own server is verified with.
  public Path serverRoot() {
    return itself.certificateFile();
  }

  /// For a client that knows the root of the certificates it issues and nothing else.
  public SSLContext trustingTheRoot()
      throws IOException, InterruptedException, GeneralSecurityException {
    return TestCertificate.trusting(get(roots));
  }

  /// How many accounts it has been asked to open.
  public long accounts() throws IOException {
    return count("There are now [0-9]+ accounts in memory");
  }

  /// How many certificates it has issued.
  public long issued() throws IOException {
    return count("Issued certificate serial");
  }

  /// Whether it turns away good nonces now and then.
  public boolean rejectsNonces() throws IOException {
    return count("Configured to reject 20% of good nonces") == 1;
  }

  private long count(String regex) throws IOException {
    return Pattern.compile(regex).matcher(Files.readString(log)).results().count();
  }

  private String get(URI uri) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(itself.trustingIt()).build()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
