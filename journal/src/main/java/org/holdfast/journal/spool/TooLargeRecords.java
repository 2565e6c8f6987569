package org.holdfast.journal.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.RecordKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records that were acknowledged and that the remote does not take because of their size. Each is
/// kept in a file of its own, out of the way of those behind it, until the remote takes it. Used by
/// one thread, but for [#count] and [#measurements].
///
/// A file is named `<uid>.record` and holds the length of the envelope (4 bytes, big-endian), the
/// envelope in the encoding of `EnvelopeCodec`, and the body.
final class TooLargeRecords {
  private static final Logger log = LoggerFactory.getLogger(TooLargeRecords.class);
  private static final String ENDING = ".record";

  private final Path directory;
  private volatile int count;
  private volatile long measurements;

  private TooLargeRecords(Path directory) {
    this.directory = directory;
  }

  /// @throws UncheckedIOException if the directory is there and cannot be read
  static TooLargeRecords open(Path directory) {
    TooLargeRecords records = new TooLargeRecords(directory);
    records.look();
    return records;
  }

  /// Counts them again, after another process may have changed them.
  void look() {
    count = 0;
    measurements = 0;
    files().forEach(file -> counted(read(file), 1));
  }

  /// How many there are.
  int count() {
    return count;
  }

  /// How many of them are measurements.
  long measurements() {
    return measurements;
  }

  /// Keeps a record; durable when this returns. Keeping it again changes nothing.
  void keep(JournalRecord record) {
    Path file = file(record);
    boolean known = Files.exists(file);
    byte[] envelope = EnvelopeCodec.encode(record.envelope());
    byte[] bytes =
        ByteBuffer.allocate(Integer.BYTES + envelope.length + record.body().length)
            .putInt(envelope.length)
            .put(envelope)
            .put(record.body())
            .array();
    try {
      DurableFile.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!known) {
      counted(Optional.of(record), 1);
      log.error(
          "{} ({} bytes) is larger than the topic takes; it is kept in {} until max.message.bytes is raised",
          record.envelope().uid(),
          record.body().length,
          file);
    }
  }

  /// All that are no larger than this.
  List<JournalRecord> upTo(int bodyBytes) {
    List<JournalRecord> records = new ArrayList<>();
    if (count > 0) {
      for (Path file : files()) {
        read(file).filter(record -> record.body().length <= bodyBytes).ifPresent(records::add);
      }
    }
    return records;
  }

  /// It is where it belongs.
  void remove(JournalRecord record) {
    try {
      if (Files.deleteIfExists(file(record))) {
        counted(Optional.of(record), -1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void counted(Optional<JournalRecord> record, int change) {
    count += record.isPresent() ? change : 0;
    measurements +=
        record.filter(r -> r.envelope().kind() == RecordKind.MEASUREMENT_SUBMITTED).isPresent()
            ? change
            : 0;
  }

  private Path file(JournalRecord record) {
    return directory.resolve(record.envelope().uid().text() + ENDING);
  }

  private List<Path> files() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<JournalRecord> read(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      int length = bytes.getInt();
      Envelope envelope = EnvelopeCodec.decode(bytes.array(), Integer.BYTES, length);
      byte[] body = new byte[bytes.capacity() - Integer.BYTES - length];
      bytes.position(Integer.BYTES + length).get(body);
      return Optional.of(new JournalRecord(envelope, body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      log.error("{} is damaged and left as it is", file, e);
      return Optional.empty();
    }
  }
}
