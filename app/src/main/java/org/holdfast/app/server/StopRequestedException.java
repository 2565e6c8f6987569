package org.holdfast.app.server;

/// The process was asked to stop before everything was open.
public final class StopRequestedException extends Exception {
  private static final long serialVersionUID = 1L;

  StopRequestedException() {
    super("stopped while starting");
  }
}
