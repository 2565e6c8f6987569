package org.holdfast.pipeline.archive;

import java.io.IOException;

/// What stands under the key of a manifest is none.
final class UnreadableManifestException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableManifestException(Throwable cause) {
    super("not a manifest", cause);
  }
}
