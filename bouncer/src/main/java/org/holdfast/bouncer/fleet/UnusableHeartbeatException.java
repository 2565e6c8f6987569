package org.holdfast.bouncer.fleet;

/// A heartbeat that says something nobody can say; the message names the member.
public final class UnusableHeartbeatException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableHeartbeatException(String message) {
    super(message);
  }
}
