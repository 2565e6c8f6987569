package org.holdfast.testkit.probe;

/// Where probes write down what they tried and were told. Called from many threads.
public interface AttemptLog {
  /// Takes note of one finished attempt.
  void record(Attempt attempt);
}
