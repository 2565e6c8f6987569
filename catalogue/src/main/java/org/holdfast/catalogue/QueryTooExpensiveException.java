package org.holdfast.catalogue;

import java.time.Duration;

/// A search did not finish within its bound (D41).
public final class QueryTooExpensiveException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration bound;

  public QueryTooExpensiveException(Duration bound) {
    super("the search took longer than " + bound);
    this.bound = bound;
  }

  public Duration bound() {
    return bound;
  }
}
