package org.holdfast.pipeline.archive.s3;

import java.io.IOException;

/// There is no access key to sign with.
final class UnreadableAccessKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableAccessKeyException(IOException cause) {
    super("the archive's access key cannot be read: " + cause.getMessage());
  }
}
