package org.holdfast.credentials.codec;

import java.io.ByteArrayOutputStream;

/// How lengths of lists and byte strings are written. Everything else in a message is fixed: points
/// and scalars are 32 bytes, flags are one (protocol, sections 2.1 and 13).
public interface Codec {
  /// What clients speak today. To speak another, this is the one place to change.
  Codec WIRE = new Bincode();

  /// A length that could not be read.
  long NONE = -1;

  /// Appends a length.
  void writeLength(ByteArrayOutputStream out, int length);

  /// Reads a length.
  ///
  /// @param end where the message ends
  /// @return the length and what follows it, unless it is cut off or longer than any message
  Length readLength(byte[] bytes, int offset, int end);

  /// A length, or [#NONE], and the offset of what follows.
  ///
  /// @param value the length
  /// @param next where the next field begins
  record Length(long value, int next) {}
}
