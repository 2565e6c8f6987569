package org.holdfast.pipeline.archive.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.holdfast.testkit.store.S3Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BucketInHostNameTest {
  private static final String HOST = "store.test";
  private static final String BUCKET = "measurements";

  @TempDir Path local;

  @Test
  @DisplayName("a store that wants the bucket in the host name gets it there, signed")
  void objectIsWrittenAndReadWhereTheBucketStandsInTheHostName() throws Exception {
    Path hosts = local.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 " + BUCKET + "." + HOST + "\n");
    Path file = Files.writeString(local.resolve("file"), "through the host name");
    Path said = local.resolve("said");
    try (S3Server server =
        S3Server.startWithBucketsInHostName(Files.createDirectory(local.resolve("s3")), HOST)) {
      server.createBucket(BUCKET);
      // Only a process can have host names of its own.
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Djdk.net.hosts.file=" + hosts,
                  "-cp",
                  System.getProperty("java.class.path"),
                  BucketInHostNameTest.class.getName(),
                  Integer.toString(server.port()),
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();

      assertThat(process.waitFor()).as(() -> said + " tells why").isZero();
      assertThat(said).content().endsWith("through the host name");
      assertThat(server.keys(BUCKET, "a")).containsExactly("raw/a");
    }
  }

  /// @param arguments port and the file to put
  public static void main(String[] arguments) throws Exception {
    URI endpoint = URI.create("http://" + HOST + ":" + arguments[0]);
    S3Options options =
        S3Options.of(endpoint, BUCKET, "us-east-1", false)
            .withAttempts(4, Duration.ofSeconds(20), Duration.ofMillis(10));
    Path file = Path.of(arguments[1]);
    try (S3ObjectStore store = S3ObjectStore.start(options, () -> S3.KEY)) {
      store.put("raw/a", file);
      System.out.print(new String(store.read("raw/a", 0, (int) Files.size(file)), UTF_8));
    }
  }
}
