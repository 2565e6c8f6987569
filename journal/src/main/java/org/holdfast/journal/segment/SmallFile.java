package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A few lines of text that are replaced as a whole, durably, the generation before kept beside
/// them. Reading takes the latest generation that checks out, so that neither a crash in the middle
/// of a replacement nor damage to one file loses more than the last replacement.
///
/// ```text
/// holdfast <kind> 1 <generation>
/// ... lines ...
/// crc32c <8 hexadecimal digits over all bytes before this line>
/// ```
final class SmallFile {
  private static final Logger log = LoggerFactory.getLogger(SmallFile.class);
  private static final int MAX_BYTES = 1 << 24;

  private final Disk disk;
  private final Path current;
  private final Path previous;
  private final Path temporary;
  private final String kind;

  private record Generation(long number, List<String> lines) {}

  /// @param kind one word that says what the file is
  SmallFile(Disk disk, Path current, String kind) {
    this.disk = disk;
    this.current = current;
    this.previous = current.resolveSibling(current.getFileName() + ".previous");
    this.temporary = current.resolveSibling(current.getFileName() + ".tmp");
    this.kind = kind;
  }

  /// The lines last written; empty if there are none or none check out. A generation that cannot be
  /// read is passed over if another checks out.
  ///
  /// @throws IOException if none checks out and one cannot be read, which may pass
  Optional<List<String>> read() throws IOException {
    return latest().map(Generation::lines);
  }

  /// Like [#read], for what is changed and written again: an older generation must not take the
  /// place of one that cannot be read at the moment.
  ///
  /// @throws IOException if any generation cannot be read
  Optional<List<String>> readForUpdate() throws IOException {
    Optional<Generation> latest = Optional.empty();
    for (Path path : generations()) {
      latest = later(latest, read(path));
    }
    return latest.map(Generation::lines);
  }

  private List<Path> generations() {
    return List.of(current, temporary, previous);
  }

  private static Optional<Generation> later(Optional<Generation> one, Optional<Generation> other) {
    boolean isLater =
        other.isPresent() && (one.isEmpty() || other.get().number() > one.get().number());
    return isLater ? other : one;
  }

  private Optional<Generation> latest() throws IOException {
    Optional<Generation> latest = Optional.empty();
    Optional<IOException> unreadable = Optional.empty();
    for (Path path : generations()) {
      try {
        latest = later(latest, read(path));
      } catch (ClosedChannelException e) {
        // The reading thread was interrupted, which says nothing of the file.
        throw e;
      } catch (IOException e) {
        log.error("{} cannot be read; another generation of it must do", path.getFileName(), e);
        unreadable = Optional.of(e);
      }
    }
    if (latest.isEmpty() && unreadable.isPresent()) {
      throw unreadable.get();
    }
    return latest;
  }

  private Optional<Generation> read(Path path) throws IOException {
    try (DiskFile file = disk.openForReading(path)) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(file.size(), MAX_BYTES));
      file.read(buffer, 0);
      return parse(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Optional<Generation> parse(String text) {
    int end = text.lastIndexOf("crc32c ");
    if (end < 0 || !text.substring(end).equals(checksumLine(text.substring(0, end)))) {
      return Optional.empty();
    }
    List<String> lines = text.substring(0, end).lines().toList();
    String start = "holdfast " + kind + " 1 ";
    if (lines.isEmpty() || !lines.getFirst().startsWith(start)) {
      return Optional.empty();
    }
    try {
      long number = Long.parseLong(lines.getFirst().substring(start.length()));
      return Optional.of(new Generation(number, lines.subList(1, lines.size())));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// Replaces the lines; durable on return.
  void write(List<String> lines) throws IOException {
    long number = latest().map(Generation::number).orElse(0L) + 1;
    List<String> all = new ArrayList<>();
    all.add("holdfast " + kind + " 1 " + number);
    all.addAll(lines);
    String text = String.join("\n", all) + "\n";
    disk.delete(temporary);
    try (DiskFile file = disk.create(temporary)) {
      file.write(ByteBuffer.wrap((text + checksumLine(text)).getBytes(StandardCharsets.UTF_8)), 0);
      file.force();
    }
    if (disk.exists(current)) {
      disk.move(current, previous);
    }
    disk.move(temporary, current);
    disk.syncDirectory(parent());
  }

  private Path parent() {
    return current.resolveSibling("");
  }

  private static String checksumLine(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "crc32c %08x\n", (int) crc.getValue());
  }
}
