package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.wire.Answer;

/// What clients were told, all together. Thread-safe.
final class Tally {
  private static final int EXAMPLES_MAX = 20;

  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong others = new AtomicLong();
  private final AtomicLong resets = new AtomicLong();
  private final Map<String, Sha256> acknowledged = new ConcurrentHashMap<>();
  private final Queue<String> examples = new ConcurrentLinkedQueue<>();

  /// A request was answered.
  void answered(String lane, Answer answer) {
    requests.incrementAndGet();
    if (!answer.isSuccess()) {
      others.incrementAndGet();
      example(lane + ": " + answer);
    }
  }

  /// A connection ended before an answer it owed.
  void reset(String lane, IOException why) {
    requests.incrementAndGet();
    resets.incrementAndGet();
    example(lane + ": " + why);
  }

  /// A measurement was acknowledged.
  ///
  /// @param body digest of what the server is to keep
  void promised(String uid, Sha256 body) {
    Sha256 other = acknowledged.putIfAbsent(uid, body);
    if (other != null && !other.equals(body)) {
      example("two measurements were acknowledged as " + uid);
      others.incrementAndGet();
    }
  }

  private void example(String what) {
    if (examples.size() < EXAMPLES_MAX) {
      examples.add(what);
    }
  }

  long requests() {
    return requests.get();
  }

  long non2xx() {
    return others.get();
  }

  long resets() {
    return resets.get();
  }

  /// By uid, what was acknowledged.
  Map<String, Sha256> acknowledged() {
    return acknowledged;
  }

  /// The first things that went wrong since this was asked before.
  List<String> takeExamples() {
    List<String> taken = new ArrayList<>();
    for (String next = examples.poll(); next != null; next = examples.poll()) {
      taken.add(next);
    }
    return taken;
  }
}
