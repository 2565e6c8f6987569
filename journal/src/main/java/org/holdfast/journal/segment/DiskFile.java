package org.holdfast.journal.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// An open file of a [Disk].
interface DiskFile extends Closeable {

  /// Writes all that remains in `source` at `position`.
  ///
  /// @throws DiskFullException if there is no room; some of the bytes may have been written
  void write(ByteBuffer source, long position) throws IOException;

  /// Reads as much as there is, at most what fits into `target`; fewer bytes than that only at the
  /// end of the file.
  void read(ByteBuffer target, long position) throws IOException;

  /// Puts the file's contents and length on stable storage.
  void force() throws IOException;

  void truncate(long length) throws IOException;

  long size() throws IOException;
}
