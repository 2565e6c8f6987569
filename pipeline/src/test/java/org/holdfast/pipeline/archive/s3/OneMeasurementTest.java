package org.holdfast.pipeline.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.pipeline.Pipeline;
import org.holdfast.pipeline.archive.MeasurementBodies;
import org.holdfast.pipeline.testing.Installation;
import org.holdfast.testkit.store.HttpFaultProxy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a reader of one measurement costs the store, counted on the wire.
final class OneMeasurementTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final int MEASUREMENTS = 60;

  @TempDir Path directory;

  @Test
  @DisplayName("one measurement of a large object costs at most 1 MiB, however it is read (D14)")
  void oneMeasurementIsReadByItsRangeAlone() throws Exception {
    Installation installation = new Installation(directory);
    Random random = new Random(5);
    for (int i = 0; i < MEASUREMENTS; i++) {
      byte[] filler = new byte[100 << 10]; // hardly to be compressed
      random.nextBytes(filler);
      String text = Base64.getEncoder().encodeToString(filler);
      installation.append(installation.records.submit(installation.records.document(i, text)));
    }
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
    }
    installation.journal.retain();
    try (HttpFaultProxy way = HttpFaultProxy.start(S3.port());
        S3ObjectStore store = S3ObjectStore.start(S3.newBucket(way.url()), () -> S3.KEY)) {
      copyTo(store, installation.archive());
      MeasurementBodies bodies =
          new MeasurementBodies(installation.journal, installation.catalogue, store);
      assertThat(installation.catalogue.rows()).hasSize(MEASUREMENTS);
      await().atMost(Duration.ofSeconds(20)).until(() -> store.problem().isEmpty());
      for (MeasurementRow row : installation.catalogue.rows().values()) {
        long before = way.answeredBytes();
        assertThat(bodies.published(row)).isPresent();
        long between = way.answeredBytes();
        assertThat(bodies.asReceived(row)).isPresent();

        assertThat(between - before).isBetween(1L, (long) MEBIBYTE);
        assertThat(way.answeredBytes() - between).isBetween(1L, (long) MEBIBYTE);
      }
    }
  }

  private static void copyTo(S3ObjectStore store, Path archive) throws IOException {
    long largest = 0;
    try (Stream<Path> files = Files.walk(archive)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        store.put(archive.relativize(file).toString(), file);
        largest = Math.max(largest, Files.size(file));
      }
    }
    assertThat(largest).as("the largest object").isGreaterThan(4L * MEBIBYTE);
  }
}
