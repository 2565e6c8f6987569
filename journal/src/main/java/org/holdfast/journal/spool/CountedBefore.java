package org.holdfast.journal.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Journal;

/// What the journals of this machine had handed on whenever one took the place of another, so that
/// the sums go on over all of them. Small files in the directory of the segments:
///
/// | file | there while | a number or a time |
/// |---|---|---|
/// | `taken-over` | Kafka has their place | measurements they had handed on to the archive themselves |
/// | `taken-over-at` | likewise | since when |
/// | `moved-on` | Kafka ever had | measurements they had given to Kafka instead |
/// | `counted-before` | they have Kafka's place | measurements that had not come by them |
final class CountedBefore {
  private final Path takenOver;
  private final Path takenOverAt;
  private final Path movedOn;
  private final Path elsewhere;

  /// @param directory of the segments
  CountedBefore(Path directory) {
    takenOver = directory.resolve("taken-over");
    takenOverAt = directory.resolve("taken-over-at");
    movedOn = directory.resolve("moved-on");
    elsewhere = directory.resolve("counted-before");
  }

  /// Since when Kafka has had the place of the segments.
  Instant since(Clock clock) throws IOException {
    if (!Files.exists(takenOverAt)) {
      // An earlier release wrote only the other file.
      Instant since =
          Files.exists(takenOver)
              ? Files.getLastModifiedTime(takenOver).toInstant()
              : clock.instant();
      write(takenOverAt, since.toString());
    }
    return Instant.parse(Files.readString(takenOverAt, StandardCharsets.US_ASCII).strip());
  }

  /// What the segments had handed on to the archive when Kafka took their place.
  ///
  /// @param archive the cursor that says so
  long bySegments(Journal segments, String archive) throws IOException {
    if (!Files.exists(takenOver)) {
      write(takenOver, Long.toString(committed(segments, archive) - number(movedOn)));
    }
    // Each time, as a process may have been killed between the two.
    delete(elsewhere);
    return number(takenOver);
  }

  /// To be called before segments that are back in their place are read.
  void segmentsAreBack(Journal segments, String archive) throws IOException {
    if (Files.exists(takenOver)) {
      write(movedOn, Long.toString(committed(segments, archive) - number(takenOver)));
      delete(takenOver);
    }
    delete(takenOverAt);
  }

  /// What had not come by the segments when they took Kafka's place.
  long elsewhere(LongSupplier counted) {
    try {
      if (!Files.exists(elsewhere)) {
        write(elsewhere, Long.toString(counted.getAsLong()));
      }
      return number(elsewhere);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long committed(Journal segments, String cursor) throws IOException {
    try (Cursor open = segments.openCursor(cursor)) {
      return open.measurementsCommitted();
    } catch (IllegalStateException e) {
      throw new IOException("the earlier journal is still at work: " + e.getMessage(), e);
    }
  }

  private static long number(Path file) throws IOException {
    return Files.exists(file)
        ? Long.parseLong(Files.readString(file, StandardCharsets.US_ASCII).strip())
        : 0;
  }

  /// Durable when this returns: a file that came back would be counted with what came since.
  private static void delete(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      DurableFile.syncDirectory(file.resolveSibling(""));
    }
  }

  private static void write(Path file, String text) throws IOException {
    DurableFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
  }
}
