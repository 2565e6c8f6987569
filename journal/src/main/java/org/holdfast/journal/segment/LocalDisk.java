package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.durable.DurableDirectories;
import org.holdfast.journal.durable.ProcessLock;

/// The file system of the machine.
final class LocalDisk implements Disk {
  private final DurableDirectories directories = new DurableDirectories(this::syncDirectory);

  @Override
  public DiskFile create(Path file) throws IOException {
    return open(
        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public DiskFile openForReading(Path file) throws IOException {
    return open(file, StandardOpenOption.READ);
  }

  @Override
  public DiskFile openForRepair(Path file) throws IOException {
    return open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static DiskFile open(Path file, OpenOption... options) throws IOException {
    try {
      return new LocalFile(FileChannel.open(file, options));
    } catch (IOException e) {
      throw classified(e);
    }
  }

  @Override
  public boolean exists(Path file) {
    return Files.exists(file);
  }

  @Override
  public long size(Path file) throws IOException {
    return Files.size(file);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return names;
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw classified(e);
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    directories.create(directory);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public long usableBytes(Path directory) {
    // File asks the kernel directly; FileStore would read the table of mounts each time.
    return directory.toFile().getUsableSpace();
  }

  @Override
  public Optional<DiskLock> tryLock(Path file) throws IOException {
    try {
      return ProcessLock.tryLock(file).map(lock -> lock::close);
    } catch (IOException e) {
      throw classified(e);
    }
  }

  /// Java tells a full disk from a broken one by nothing but the text of the system error.
  private static IOException classified(IOException e) {
    String message = String.valueOf(e.getMessage());
    boolean full =
        message.contains("No space left on device") || message.contains("Disk quota exceeded");
    return full ? new DiskFullException(e) : e;
  }

  private record LocalFile(FileChannel channel) implements DiskFile {
    /// The JDK keeps a direct buffer per thread as large as the largest read, so reads are cut.
    private static final int READ_AT_ONCE = 1 << 18;

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      long at = position;
      try {
        while (source.hasRemaining()) {
          at += channel.write(source, at);
        }
      } catch (IOException e) {
        throw classified(e);
      }
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
      int limit = target.limit();
      long at = position;
      int count = 0;
      try {
        while (count >= 0 && target.position() < limit) {
          target.limit(Math.min(limit, target.position() + READ_AT_ONCE));
          count = channel.read(target, at);
          at += count;
        }
      } finally {
        target.limit(limit);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long length) throws IOException {
      channel.truncate(length);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
