package org.holdfast.app.rollout;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.app.upgrade.ErrorShare;

/// Looks at one node that was upgraded, and says when it does not do its work:
///
/// - answers with errors of its own, as [ErrorShare] counts them, since the watch began; what is
///   put off for want of room is none, as an overload meets every release, unless
/// - it is nearly all that is said, or all that is said to submissions, and was not before;
/// - answers that take three times as long as before, and 100 ms more, if there are enough of both;
/// - not to be reached, not ready, or with a sum that does not hold, for some looks in a row;
/// - started anew.
final class NodeWatch {
  private static final int LOOKS_IN_A_ROW = 10;
  private static final int ANSWERS_MIN = 20;
  private static final double NEARLY_ALL = 0.95;
  private static final double MOST = 0.5;
  private static final double SLOWER_TIMES = 3;
  private static final double SLOWER_SECONDS = 0.1;

  private final NodeAdmin admin;
  private final Vitals before;
  private Optional<Vitals> first = Optional.empty();
  private int troubled;

  /// @param before how it fared before the upgrade
  NodeWatch(NodeAdmin admin, Vitals before) {
    this.admin = admin;
    this.before = before;
  }

  /// Looks once.
  ///
  /// @return why the release is not to stay; empty if nothing is wrong with it so far
  Optional<String> look() throws InterruptedException {
    String trouble;
    try {
      Vitals now = admin.vitals();
      if (first.isEmpty()) {
        first = Optional.of(now);
      }
      Optional<String> breach = breach(first.get(), now);
      if (breach.isPresent()) {
        return breach.map(this::named);
      }
      trouble =
          now.unready().isEmpty()
              ? now.imbalance().orElse("")
              : "is not ready and waits for " + now.unready();
    } catch (IOException e) {
      trouble = "cannot be asked: " + e;
    }
    troubled = trouble.isEmpty() ? 0 : troubled + 1;
    return troubled >= LOOKS_IN_A_ROW ? Optional.of(named(trouble)) : Optional.empty();
  }

  private Optional<String> breach(Vitals start, Vitals now) {
    long answers = now.answers() - start.answers();
    long failures = now.failures() - start.failures();
    if (answers < 0) {
      return Optional.of("has started anew while it was watched");
    }
    if (ErrorShare.isTooHigh(failures, answers)) {
      return Optional.of("%d of %d answers were errors of its own".formatted(failures, answers));
    }
    return putsOff(start, now).or(() -> isSlow(start, now));
  }

  /// An overload leaves something that is done, and was there before if it leaves next to nothing.
  private Optional<String> putsOff(Vitals start, Vitals now) {
    long answers = now.answers() - start.answers();
    long deferred = now.deferred() - start.deferred();
    if (answers >= ANSWERS_MIN
        && deferred >= NEARLY_ALL * answers
        && before.deferred() <= MOST * before.answers()) {
      return Optional.of("%d of %d answers were 503".formatted(deferred, answers));
    }
    Vitals.Submissions since = now.submissions().since(start.submissions());
    Vitals.Submissions earlier = before.submissions();
    return since.told() >= ANSWERS_MIN
            && since.deferred() == since.told()
            && earlier.deferred() <= MOST * earlier.told()
        ? Optional.of("put off all of %d submissions".formatted(since.told()))
        : Optional.empty();
  }

  private Optional<String> isSlow(Vitals start, Vitals now) {
    long answers = now.answers() - start.answers();
    double took = (now.seconds() - start.seconds()) / answers;
    double tookBefore = before.seconds() / before.answers();
    boolean enough = answers >= ANSWERS_MIN && before.answers() >= ANSWERS_MIN;
    return enough && took > tookBefore * SLOWER_TIMES + SLOWER_SECONDS
        ? Optional.of(
            "answers took %.0f ms on average, before %.0f".formatted(1e3 * took, 1e3 * tookBefore))
        : Optional.empty();
  }

  private String named(String what) {
    return admin.name() + " " + what;
  }
}
