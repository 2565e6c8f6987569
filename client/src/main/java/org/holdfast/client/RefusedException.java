package org.holdfast.client;

import java.io.IOException;

/// The collector will not take something, however often it is sent.
public final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(int status, String reason) {
    super(status + " " + reason);
    this.status = status;
  }

  /// The HTTP status.
  public int status() {
    return status;
  }
}
