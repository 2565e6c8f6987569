package org.holdfast.bench.load;

/// What came back to an [OpenLoad].
final class OpenAnswers {
  private final Latencies accepted = new Latencies();
  private final Latencies refused = new Latencies();
  private final Latencies refusedSinceSent = new Latencies();
  private final Latencies late = new Latencies();
  private long others;
  private long broken;

  /// @param due when the request should have been sent, in nanoseconds of any origin, as the others
  void count(int status, boolean retryAfter, long due, long sent, long answered) {
    late.count(sent - due);
    if (status == 200) {
      accepted.count(answered - due);
    } else if (status == 503 && retryAfter) {
      refused.count(answered - due);
      refusedSinceSent.count(answered - sent);
    } else {
      others++;
    }
  }

  void countBroken() {
    broken++;
  }

  Latencies accepted() {
    return accepted;
  }

  /// 503 with `Retry-After`, since the request was due.
  Latencies refused() {
    return refused;
  }

  /// Likewise, since the driver sent it.
  Latencies refusedSinceSent() {
    return refusedSinceSent;
  }

  /// How long after it was due the driver sent each request.
  Latencies late() {
    return late;
  }

  /// Neither 200 nor 503 with `Retry-After`.
  long others() {
    return others;
  }

  /// Not answered at all.
  long broken() {
    return broken;
  }
}
