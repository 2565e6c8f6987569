package org.holdfast.bouncer.fleet;

/// The directory's database does not answer; what is known goes on to hold.
public final class FleetUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FleetUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
