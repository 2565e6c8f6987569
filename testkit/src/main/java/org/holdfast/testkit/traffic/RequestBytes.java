package org.holdfast.testkit.traffic;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Puts request bodies together that are not valid text.
final class RequestBytes {
  private RequestBytes() {}

  /// Quotes of a document escaped for a place inside a JSON string; other bytes as they are.
  static byte[] escaped(byte[] document) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(document.length * 2);
    for (byte b : document) {
      if (b == '"' || b == '\\') {
        out.write('\\');
      }
      out.write(b);
    }
    return out.toByteArray();
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
