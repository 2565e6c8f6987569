package org.holdfast.edge.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.edge.watch.WatchedFiles.Found;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {
  @TempDir Path directory;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger reads = new AtomicInteger();
  private Path file;
  private WatchedFiles<String> files;

  @BeforeEach
  void watch() {
    file = directory.resolve("a");
    files = new WatchedFiles<>("words", file, "initial", this::read, meters);
  }

  private Found<String> read(Path path, String previous) throws IOException, UnusableFileException {
    reads.incrementAndGet();
    String text = new String(BoundedFile.read(path, 20), UTF_8);
    if (text.startsWith("broken")) {
      throw new UnusableFileException("is broken");
    }
    return text.startsWith("half")
        ? new Found<>(previous + "+" + text, List.of("b is broken"))
        : Found.sound(text);
  }

  private double refused() {
    return meters.get("holdfast.watched.files.refused").tag("files", "words").gauge().value();
  }

  @Test
  void changedFileIsTakenIntoUse() throws IOException {
    Files.writeString(file, "one");
    assertThat(files.look()).isTrue();
    assertThat(files.current()).isEqualTo("one");

    Files.writeString(file, "three");
    assertThat(files.look()).isTrue();
    assertThat(files.current()).isEqualTo("three");
    assertThat(refused()).isZero();
  }

  @Test
  void unchangedFileIsNotReadAgain() throws IOException {
    Files.writeString(file, "one");
    files.look();

    assertThat(files.look()).isFalse();
    assertThat(reads).hasValue(1);
  }

  @Test
  void brokenFileKeepsWhatWasAndRaisesTheAlarmUntilItIsWell() throws IOException {
    Files.writeString(file, "one");
    files.look();

    Files.writeString(file, "broken");
    assertThat(files.look()).isFalse();
    assertThat(files.current()).isEqualTo("one");
    assertThat(refused()).isOne();
    assertThat(files.faults()).containsExactly("words: " + file + " is broken");

    Files.writeString(file, "two");
    assertThat(files.look()).isTrue();
    assertThat(files.current()).isEqualTo("two");
    assertThat(refused()).isZero();
    assertThat(files.faults()).isEmpty();
  }

  @Test
  void absentFileKeepsWhatWasAndComesBack() throws IOException {
    assertThat(files.look()).isFalse();
    assertThat(files.current()).isEqualTo("initial");
    assertThat(refused()).isOne();

    Files.writeString(file, "one");
    assertThat(files.look()).isTrue();
    Files.delete(file);
    assertThat(files.look()).isFalse();
    assertThat(files.current()).isEqualTo("one");
  }

  @Test
  void fileThatIsBrokenInPartIsUsedForTheRest() throws IOException {
    Files.writeString(file, "half");

    assertThat(files.look()).isTrue();
    assertThat(files.current()).isEqualTo("initial+half");
    assertThat(refused()).isOne();
  }

  @Test
  void fileThatIsWrittenWhileItIsReadIsReadAgain() throws IOException {
    Files.writeString(file, "one");
    var torn =
        new WatchedFiles<>(
            "torn",
            file,
            "initial",
            (path, previous) -> {
              Found<String> found = read(path, previous);
              if (reads.get() == 1) {
                Files.writeString(path, "longer");
              }
              return found;
            },
            meters);

    assertThat(torn.look()).isFalse();
    assertThat(torn.current()).isEqualTo("initial");
    assertThat(torn.look()).isTrue();
    assertThat(torn.current()).isEqualTo("longer");
  }

  @Test
  void faultInAReaderIsAnAlarmToo() throws IOException {
    Files.writeString(file, "one");
    var faulty =
        new WatchedFiles<String>(
            "faulty",
            file,
            "initial",
            (path, previous) -> {
              throw new IllegalStateException("planted");
            },
            meters);

    assertThat(faulty.look()).isFalse();
    assertThat(faulty.faults()).hasSize(1);
  }

  @Test
  void directoryChangesWithEachOfItsFiles() throws IOException {
    FileVersion empty = FileVersion.of(directory);
    Files.writeString(file, "one");
    FileVersion one = FileVersion.of(directory);
    Files.writeString(directory.resolve("b"), "two");

    assertThat(one).isNotEqualTo(empty).isEqualTo(one).hasSameHashCodeAs(one);
    assertThat(FileVersion.of(directory)).isNotEqualTo(one);
  }

  @Test
  void longFileIsNotRead() throws IOException {
    Files.writeString(file, "a".repeat(21));

    assertThatThrownBy(() -> BoundedFile.read(file, 20)).isInstanceOf(UnusableFileException.class);
  }

  @Test
  void lookThatFailsIsNotTheLast() throws InterruptedException {
    CountDownLatch looks = new CountDownLatch(3);
    Runnable failing =
        () -> {
          looks.countDown();
          throw new IllegalStateException("planted");
        };
    try (PeriodicLook _ = PeriodicLook.start("failing", Duration.ofMillis(1), failing)) {
      assertThat(looks.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }
}
