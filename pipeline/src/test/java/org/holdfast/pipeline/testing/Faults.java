package org.holdfast.pipeline.testing;

import java.util.ArrayList;
import java.util.List;

/// Places at which something may fail, counted in the order they are passed.
public final class Faults {
  /// What is thrown.
  public static final class Injected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Injected(String place) {
      super(place);
    }
  }

  private final List<String> passed = new ArrayList<>();
  private int failAt = -1;
  private boolean counting;

  /// From now on counts places, and fails at the `failAt`-th; never if that is negative.
  public synchronized void arm(int failAt) {
    this.failAt = failAt;
    this.counting = true;
    passed.clear();
  }

  public synchronized void disarm() {
    counting = false;
  }

  /// The places passed since the last [#arm].
  public synchronized List<String> passed() {
    return List.copyOf(passed);
  }

  /// Marks a place.
  public synchronized void at(String place) {
    if (!counting) {
      return;
    }
    passed.add(place);
    if (passed.size() - 1 == failAt) {
      throw new Injected(place);
    }
  }
}
