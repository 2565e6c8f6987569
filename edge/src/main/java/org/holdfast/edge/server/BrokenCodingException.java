package org.holdfast.edge.server;

import java.io.Serial;

/// A body that is not what its `Content-Encoding` says.
final class BrokenCodingException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /// @param offset in the body as sent
  BrokenCodingException(String coding, String what, long offset) {
    super("%s: %s at byte %d".formatted(coding, what, offset), null, false, false);
  }
}
