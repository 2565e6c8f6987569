package org.holdfast.app.submit;

import java.io.IOException;

/// A file given with `--state` that is not ours, is in use, or cannot be written.
public final class StateFileException extends IOException {
  private static final long serialVersionUID = 1L;

  StateFileException(String message) {
    super(message);
  }
}
