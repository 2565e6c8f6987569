package org.holdfast.pipeline.archive.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.testkit.store.S3Server;

/// A real server for the tests of this module, started once and ended with the process.
public final class S3 {
  public static final AccessKey KEY = new AccessKey(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);

  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private S3() {}

  private static final class Running {
    static final S3Server SERVER = start();

    private static S3Server start() {
      try {
        return S3Server.start(Files.createTempDirectory("s3"));
      } catch (IOException e) {
        throw new UncheckedIOException("the S3 server did not start", e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// The port of the server.
  public static int port() {
    return Running.SERVER.port();
  }

  /// An empty bucket at the server itself.
  public static S3Options newBucket() throws IOException {
    return newBucket(Running.SERVER.url());
  }

  /// An empty bucket, seen at another address.
  public static S3Options newBucket(URI endpoint) throws IOException {
    String name = "bucket-" + BUCKETS.incrementAndGet();
    Running.SERVER.createBucket(name);
    return S3Options.of(endpoint, name, "us-east-1", true)
        .withAttempts(4, Duration.ofSeconds(20), Duration.ofMillis(10));
  }

  /// A file for tests.
  static Path file(Path directory, byte[] content) throws IOException {
    return Files.write(Files.createTempFile(directory, "local", ""), content);
  }
}
