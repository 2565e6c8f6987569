package org.holdfast.app.upgrade;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a process has answered, as it says in its `status`.
///
/// @param failures answers with 5xx
/// @param deferred those of them with 503 for want of room ([org.holdfast.edge.NoRoom]); none in a
///   release that does not tell them apart
record Answers(long all, long failures, long deferred) {
  /// From so many on it is no chance that nearly all of them are deferrals.
  private static final long ANSWERS_MIN = 20;

  private static final double NEARLY_ALL = 0.95;
  private static final double MOST = 0.5;

  static Answers of(JsonNode status) {
    return new Answers(
        status.path("answers").longValue(0),
        status.path("failures").longValue(0),
        status.path("deferred").longValue(0));
  }

  /// Those that were given since `earlier`.
  Answers since(Answers earlier) {
    return new Answers(all - earlier.all, failures - earlier.failures, deferred - earlier.deferred);
  }

  /// Why whoever answered so should not take over from whoever answered like `predecessor`, if so.
  /// An overload or a full disk meets both: what is put off for want of room counts only if there
  /// is nearly nothing else, and the predecessor had better to say.
  Optional<String> fault(Answers predecessor) {
    long own = failures - deferred;
    if (ErrorShare.isTooHigh(own, all)) {
      return Optional.of(
          "%d of %d answers of the successor were errors of its own".formatted(own, all));
    }
    if (all >= ANSWERS_MIN
        && deferred >= NEARLY_ALL * all
        && predecessor.deferred <= MOST * predecessor.all) {
      return Optional.of(
          "%d of %d answers of the successor were 503, and %d of %d of the predecessor's"
              .formatted(deferred, all, predecessor.deferred, predecessor.all));
    }
    return Optional.empty();
  }
}
