package org.holdfast.pipeline.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/// A file whose one write gets half of its bytes down and fails.
final class HaltingChannel extends FileChannel {
  private final FileChannel plain;
  private int writesBefore;

  /// @param writesBefore how many writes succeed before that
  HaltingChannel(FileChannel plain, int writesBefore) {
    this.plain = plain;
    this.writesBefore = writesBefore;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    if (writesBefore-- == 0) {
      plain.write(source.slice().limit(source.remaining() / 2));
      throw new IOException("No space left on device");
    }
    return plain.write(source);
  }

  @Override
  public long position() throws IOException {
    return plain.position();
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    plain.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    return plain.size();
  }

  @Override
  protected void implCloseChannel() throws IOException {
    plain.close();
  }

  @Override
  public int read(ByteBuffer target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer target, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void force(boolean metaData) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
