package org.holdfast.client;

import java.io.IOException;
import org.holdfast.credentials.refusal.RefusalException;

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

  /// For an answer with a credential that its issuer did not prove.
  static RefusedException of(RefusalException e) {
    return new RefusedException(200, "the issuer's answer does not hold: " + e.getMessage());
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
