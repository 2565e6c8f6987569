package org.holdfast.app.submit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Remembers what a collector acknowledged, so that another run sends only the rest.
///
/// A text file, one line per fact, each synced before the fact counts:
///
/// ```text
/// holdfast-submit 1
/// ack FILE ENTRY UID          entry (from 1) of the file was acknowledged with this uid
/// report FILE ENTRY ID        the report that starts with this entry was opened under this id
/// closed FILE ENTRY           and closed
/// ```
///
/// FILE is a [FileKey]. A line without line feed at the end was cut off by a crash and does not
/// count. Lines of several senders are synced together. Safe for concurrent use.
final class StateFile implements Acknowledgements {
  private static final String HEADING = "holdfast-submit 1";

  private final FileChannel channel;
  private final FileLock lock;
  private final ReentrantLock syncing = new ReentrantLock();
  private final Map<String, BitSet> acknowledged = new HashMap<>();
  private final Map<String, String> openReports = new HashMap<>();
  private StringBuilder unwritten = new StringBuilder();
  private long linesAdded;
  private long linesSynced;

  private StateFile(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /// Opens or creates a state file; one process at a time.
  static StateFile open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      StateFile state = new StateFile(channel, locked(channel, file));
      state.load(file);
      return state;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public boolean isAcknowledged(FileKey file, int entry) {
    synchronized (acknowledged) {
      BitSet entries = acknowledged.get(file.text());
      return entries != null && entries.get(entry);
    }
  }

  @Override
  public void acknowledge(FileKey file, int entry, String uid) throws IOException {
    add("ack " + file.text() + " " + entry + " " + (uid.isEmpty() ? "-" : uid));
    synchronized (acknowledged) {
      acknowledged.computeIfAbsent(file.text(), key -> new BitSet()).set(entry);
    }
  }

  @Override
  public Optional<String> openReport(FileKey file, int firstEntry) {
    synchronized (acknowledged) {
      return Optional.ofNullable(openReports.get(reportKey(file.text(), firstEntry)));
    }
  }

  @Override
  public void opened(FileKey file, int firstEntry, String reportId) throws IOException {
    add("report " + file.text() + " " + firstEntry + " " + reportId);
    synchronized (acknowledged) {
      openReports.put(reportKey(file.text(), firstEntry), reportId);
    }
  }

  @Override
  public void closed(FileKey file, int firstEntry) throws IOException {
    add("closed " + file.text() + " " + firstEntry);
    synchronized (acknowledged) {
      openReports.remove(reportKey(file.text(), firstEntry));
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }

  /// Returns when the line is on stable storage; whoever syncs takes along what others have added.
  private void add(String line) throws IOException {
    long mine;
    synchronized (this) {
      unwritten.append(line).append('\n');
      mine = ++linesAdded;
    }
    syncing.lock();
    try {
      if (linesSynced < mine) {
        sync();
      }
    } finally {
      syncing.unlock();
    }
  }

  private void sync() throws IOException {
    String lines;
    long upTo;
    synchronized (this) {
      lines = unwritten.toString();
      unwritten = new StringBuilder();
      upTo = linesAdded;
    }
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
    linesSynced = upTo;
  }

  private static FileLock locked(FileChannel channel, Path file) throws IOException {
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new StateFileException(file + " is in use by another run");
    }
    return lock;
  }

  private void load(Path file) throws IOException {
    long whole = endOfLastWholeLine();
    channel.position(0);
    BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    String heading = Objects.requireNonNullElse(lines.readLine(), "");
    if (whole == 0 && HEADING.startsWith(heading)) {
      channel.truncate(0);
      add(HEADING);
      return;
    }
    if (!HEADING.equals(heading)) {
      throw new StateFileException(file + " is not a state file of holdfast submit");
    }
    long read = HEADING.length() + 1L;
    while (read < whole) {
      String line = Objects.requireNonNullElse(lines.readLine(), "");
      read += line.getBytes(StandardCharsets.UTF_8).length + 1L;
      recall(List.of(line.split(" ", -1)), file);
    }
    channel.truncate(whole);
    channel.position(whole);
  }

  private void recall(List<String> words, Path file) throws IOException {
    int entry =
        words.size() >= 3 && words.get(2).matches("[0-9]{1,9}")
            ? Integer.parseInt(words.get(2))
            : -1;
    if (entry < 0) {
      throw new StateFileException(file + " holds a line that is none of ours: " + words);
    }
    switch (words.getFirst()) {
      case "ack" -> acknowledged.computeIfAbsent(words.get(1), key -> new BitSet()).set(entry);
      case "report" -> openReports.put(reportKey(words.get(1), entry), words.getLast());
      case "closed" -> openReports.remove(reportKey(words.get(1), entry));
      default ->
          throw new StateFileException(file + " holds a line that is none of ours: " + words);
    }
  }

  private long endOfLastWholeLine() throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (long end = channel.size(); end > 0; end--) {
      channel.read(one.clear(), end - 1);
      if (one.get(0) == '\n') {
        return end;
      }
    }
    return 0;
  }

  private static String reportKey(String file, int firstEntry) {
    return file + " " + firstEntry;
  }
}
