package org.holdfast.testkit.store;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.Tether;

/// A real server of the S3 protocol on loopback: s3proxy over a directory, in a process of its own.
public final class S3Server implements AutoCloseable {
  public static final String ACCESS_KEY = "holdfast-test";
  public static final String SECRET_KEY = "not-much-of-a-secret";

  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Process process;
  private final Path directory;
  private final int port;

  private S3Server(Process process, Path directory, int port) {
    this.process = process;
    this.directory = directory;
    this.port = port;
  }

  /// Starts a server over `directory` and waits until it answers.
  ///
  /// @param directory for its settings, its log and the objects
  public static S3Server start(Path directory) throws IOException, InterruptedException {
    return start(directory, FreePorts.pick(1).getFirst());
  }

  /// Likewise on a port of one's choice, as for a server that comes back.
  public static S3Server start(Path directory, int port) throws IOException, InterruptedException {
    return start(directory, port, S3ProxyJar.find());
  }

  /// Likewise from a jar that lies elsewhere.
  public static S3Server start(Path directory, int port, Path jar)
      throws IOException, InterruptedException {
    return start(directory, port, jar, List.of());
  }

  /// Starts a server that finds the bucket in the host name, before `host`, and nowhere else.
  public static S3Server startWithBucketsInHostName(Path directory, String host)
      throws IOException, InterruptedException {
    int port = FreePorts.pick(1).getFirst();
    return start(directory, port, S3ProxyJar.find(), List.of("s3proxy.virtual-host=" + host));
  }

  private static S3Server start(Path directory, int port, Path jar, List<String> more)
      throws IOException, InterruptedException {
    Path objects = Files.createDirectories(directory.resolve("objects"));
    Path settings = directory.resolve("s3proxy.properties");
    List<String> lines = new ArrayList<>(more);
    lines.addAll(
        List.of(
            "s3proxy.endpoint=http://127.0.0.1:" + port,
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS_KEY,
            "s3proxy.credential=" + SECRET_KEY,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + objects));
    Files.write(settings, lines);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                jar + File.pathSeparator + ownClasses(),
                Tether.class.getName(),
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString())
            // Left open: its end is how the server learns that we are gone.
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("s3proxy.log").toFile())
            .start();
    S3Server server = new S3Server(process, directory, port);
    server.awaitOpen();
    return server;
  }

  private static Path ownClasses() throws IOException {
    try {
      return Path.of(Tether.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private void awaitOpen() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_MAX.toNanos();
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        if (process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(Files.readString(directory.resolve("s3proxy.log")), e);
        }
      }
    }
    close();
    throw new IOException("s3proxy did not open its port within " + START_MAX);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public int port() {
    return port;
  }

  /// Makes a bucket.
  public void createBucket(String name) throws IOException {
    Files.createDirectories(bucket(name));
  }

  /// The keys in a bucket that end so.
  public List<String> keys(String name, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(bucket(name))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> bucket(name).relativize(file).toString())
          .filter(key -> key.endsWith(ending))
          .toList();
    }
  }

  private Path bucket(String name) {
    return directory.resolve("objects").resolve(name);
  }

  /// Ends the server at once, as a machine that fails.
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
