package org.holdfast.client;

import java.io.IOException;

/// The collector will not take something, however often it is sent.
public final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String reason;

  RefusedException(int status, String reason) {
    super(status + " " + reason);
    this.status = status;
    this.reason = reason;
  }

  /// Whether the collector names this error.
  boolean isAbout(String error) {
    return reason.equals(error);
  }

  /// The HTTP status.
  public int status() {
    return status;
  }
}
