package org.holdfast.app.command;

/// How a command ended, for scripts.
public final class ExitCode {
  /// Done; for `submit`: everything was acknowledged; for `serve`: stopped because it was asked to.
  public static final int OK = 0;

  /// Not done, or not all of it; for `serve`: it could not start, or left because the journal
  /// failed.
  public static final int FAILED = 1;

  /// A mistake in the command line or the configuration; nothing was started.
  public static final int USAGE = 2;

  private ExitCode() {}
}
