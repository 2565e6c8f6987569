package org.holdfast.edge.watch;

/// A file that is there and not fit to be used. The message says why, for an operator.
public final class UnusableFileException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnusableFileException(String message) {
    super(message);
  }
}
