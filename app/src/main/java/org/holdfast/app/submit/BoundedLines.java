package org.holdfast.app.submit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Cuts a stream into lines without ever holding more than one, and of that no more than a bound.
final class BoundedLines {
  /// @param bytes without the line feed; a carriage return before it is kept
  /// @param cut whether the line was longer than the bound and its rest dropped
  @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
  record Line(byte[] bytes, long number, boolean cut) {
    boolean isBlank() {
      for (byte b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return true;
    }

    boolean startsWith(String ascii) {
      if (bytes.length < ascii.length()) {
        return false;
      }
      for (int i = 0; i < ascii.length(); i++) {
        if (bytes[i] != ascii.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final int bytesMax;
  private long number;

  BoundedLines(InputStream in, int bytesMax) {
    this.in = new BufferedInputStream(in, BUFFER_BYTES);
    this.bytesMax = bytesMax;
  }

  /// The next line, or empty at the end. A file that does not end in a line feed ends in a line all
  /// the same.
  Optional<Line> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    boolean cut = false;
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    while (b >= 0 && b != '\n') {
      if (line.size() < bytesMax) {
        line.write(b);
      } else {
        cut = true;
      }
      b = in.read();
    }
    number++;
    return Optional.of(new Line(line.toByteArray(), number, cut));
  }
}
