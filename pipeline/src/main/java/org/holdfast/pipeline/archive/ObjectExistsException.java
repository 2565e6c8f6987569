package org.holdfast.pipeline.archive;

import java.io.IOException;

/// The key is taken by an object with other content, which stays as it is (D9).
public final class ObjectExistsException extends IOException {
  private static final long serialVersionUID = 1L;

  public ObjectExistsException(String key) {
    super("an archive object is never overwritten: " + key);
  }
}
