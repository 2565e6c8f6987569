package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/// An open file, or an open directory, whose writes and syncs pass through [DurableOperations].
final class FaultyChannel extends FileChannel {
  private static final int COPIED_AT_ONCE = 1 << 16;

  private final FileChannel plain;
  private final Path file;
  private final boolean directory;
  private final DurableOperations operations;

  FaultyChannel(FileChannel plain, Path file, boolean directory, DurableOperations operations) {
    this.plain = plain;
    this.file = file;
    this.directory = directory;
    this.operations = operations;
  }

  private interface Write {
    int of(ByteBuffer bytes) throws IOException;
  }

  private int write(ByteBuffer source, long position, Write write) throws IOException {
    return operations.perform(
        Operation.WRITE,
        file,
        () -> written(source, position, write),
        () -> {
          int limit = source.limit();
          source.limit(source.position() + source.remaining() / 2);
          try {
            return written(source, position, write);
          } finally {
            source.limit(limit);
          }
        });
  }

  private int written(ByteBuffer source, long position, Write write) throws IOException {
    operations.unsynced().write(file, position, source.duplicate());
    return source.hasRemaining() ? write.of(source) : 0;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return write(source, plain.position(), plain::write);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return write(source, position, bytes -> plain.write(bytes, position));
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long count = 0;
    for (int i = offset; i < offset + length; i++) {
      count += write(sources[i]);
      if (sources[i].hasRemaining()) {
        return count;
      }
    }
    return count;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    operations.perform(
        Operation.TRUNCATE,
        file,
        () -> {
          operations.unsynced().truncate(file, size);
          return plain.truncate(size);
        });
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    if (!directory) {
      operations.beforeSync();
    }
    operations.perform(
        directory ? Operation.SYNC_DIRECTORY : Operation.SYNC,
        file,
        () -> {
          plain.force(metaData);
          if (directory) {
            operations.unsynced().directorySynced(file);
          } else {
            operations.unsynced().fileSynced(file);
          }
          return file;
        });
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(COPIED_AT_ONCE, count));
    if (source.read(buffer) < 0) {
      return 0;
    }
    buffer.flip();
    long at = position;
    while (buffer.hasRemaining()) {
      at += write(buffer, at);
    }
    return at - position;
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return plain.transferTo(position, count, target);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return plain.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return plain.read(targets, offset, length);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return plain.read(target, position);
  }

  @Override
  public long position() throws IOException {
    return plain.position();
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    FileChannel unused = plain.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    return plain.size();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return plain.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return plain.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return plain.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    plain.close();
  }
}
