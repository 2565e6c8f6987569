package org.holdfast.testkit.probe;

import java.util.Optional;
import org.holdfast.testkit.wire.Answer;

/// What a server said to an attempt to hand a measurement in.
public sealed interface Told {
  /// A status from 200 to 299: the promise that the measurement is kept.
  ///
  /// @param uid `measurement_uid` where the answer names one
  record Acknowledged(int status, Optional<String> uid) implements Told {}

  /// 503 or 429: nothing was kept, come back later.
  record Deferred(int status, String error) implements Told {}

  /// Any other status: nothing was kept, and the same bytes will not be.
  ///
  /// @param error top-level `error` as text, an integer included; empty where there is none
  /// @param detail top-level `detail` as text or JSON; empty where there is none
  record Refused(int status, String error, String detail) implements Told {}

  /// The connection failed or ended before an answer: anything may have happened.
  record NoAnswer(String why) implements Told {}

  /// Reads an answer.
  static Told of(Answer answer) {
    if (answer.isSuccess()) {
      return new Acknowledged(answer.status(), answer.member("measurement_uid"));
    }
    String error = member(answer, "error");
    if (answer.status() == 503 || answer.status() == 429) {
      return new Deferred(answer.status(), error);
    }
    return new Refused(answer.status(), error, member(answer, "detail"));
  }

  /// Whether it makes sense to try again.
  default boolean isOpen() {
    return switch (this) {
      case Acknowledged _, Refused _ -> false;
      case Deferred _, NoAnswer _ -> true;
    };
  }

  private static String member(Answer answer, String name) {
    return answer
        .json()
        .map(body -> body.get(name))
        .map(node -> node.isString() ? node.asString() : node.toString())
        .orElse("");
  }
}
