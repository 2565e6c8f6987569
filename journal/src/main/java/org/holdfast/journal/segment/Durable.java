package org.holdfast.journal.segment;

/// How much of a writer's records is on stable storage: those with a sequence number below
/// `sequence`, among them `measurements` measurement records.
record Durable(long sequence, long measurements) {
  static final Durable NOTHING = new Durable(0, 0);

  Durable max(Durable other) {
    return other.sequence > sequence ? other : this;
  }
}
