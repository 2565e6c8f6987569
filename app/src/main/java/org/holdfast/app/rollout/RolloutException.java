package org.holdfast.app.rollout;

import java.util.Objects;

/// Why a roll-out does not begin or go on, as a sentence for operators.
final class RolloutException extends Exception {
  private static final long serialVersionUID = 1L;

  RolloutException(String why) {
    super(why);
  }

  String why() {
    return Objects.requireNonNull(getMessage());
  }
}
