package org.holdfast.journal.segment;

import java.io.IOException;

/// There is no room for what was to be written. Unlike other failures of a disk this one passes.
final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  DiskFullException(String message) {
    super(message);
  }

  DiskFullException(IOException cause) {
    super(cause);
  }
}
