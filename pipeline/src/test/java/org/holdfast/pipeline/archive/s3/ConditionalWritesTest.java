package org.holdfast.pipeline.archive.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.holdfast.pipeline.archive.ObjectExistsException;
import org.holdfast.pipeline.archive.s3.CarelessStore.Conditions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of stores that cannot be asked not to overwrite.
final class ConditionalWritesTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path local;

  private static S3ObjectStore open(CarelessStore store) {
    return S3ObjectStore.start(options(store), () -> S3.KEY);
  }

  private static S3Options options(CarelessStore store) {
    return S3Options.of(store.url(), "bucket", "us-east-1", true)
        .withAttempts(1, SOON, Duration.ofMillis(10));
  }

  @ParameterizedTest
  @CsvSource({"IGNORED,ignores the condition", "REFUSED,has no conditional writes"})
  @DisplayName(
      "a store without conditional writes is named at the start, and used with a look (D9)")
  void oneThatOverwritesIsNamed(Conditions conditions, String said) throws Exception {
    try (CarelessStore careless = CarelessStore.start(conditions);
        S3ObjectStore store = open(careless)) {
      await().atMost(SOON).until(() -> !store.notes().isEmpty());
      assertThat(store.notes())
          .singleElement()
          .satisfies(note -> assertThat(note).startsWith("degraded: ").contains(said));
      assertThat(store.problem()).isEmpty();

      store.put("raw/a", S3.file(local, "one".getBytes(UTF_8)));
      assertThatThrownBy(() -> store.put("raw/a", S3.file(local, "two".getBytes(UTF_8))))
          .isInstanceOf(ObjectExistsException.class);
      assertThat(store.read("raw/a", 0, 10)).asString(UTF_8).isEqualTo("one");
    }
  }

  @Test
  void oneThatKeepsItsObjectsIsNot() throws Exception {
    try (CarelessStore careful = CarelessStore.start(Conditions.KEPT)) {
      for (int start = 0; start < 2; start++) {
        try (S3ObjectStore store = open(careful)) {
          await().atMost(SOON).until(() -> careful.objects().containsKey(ConditionalWrites.KEY));
          store.put("raw/" + start, S3.file(local, "one".getBytes(UTF_8)));
          assertThat(store.notes()).isEmpty();
        }
      }
    }
  }

  @Test
  void whoOnlyReadsWritesNothing() throws Exception {
    try (CarelessStore careless = CarelessStore.start(Conditions.IGNORED);
        S3ObjectStore store = S3ObjectStore.startReading(options(careless), () -> S3.KEY)) {
      await().atMost(SOON).until(() -> careless.listings() > 0);
      assertThat(store.exists("raw/none")).isFalse();
      assertThat(careless.objects()).isEmpty();
      assertThat(store.notes()).isEmpty();
    }
  }
}
