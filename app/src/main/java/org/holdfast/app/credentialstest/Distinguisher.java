package org.holdfast.app.credentialstest;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;

/// A way to guess whether two submissions come from one probe: the higher the likeness, the
/// likelier.
enum Distinguisher {
  BLOCKS_ON_THE_WIRE((a, b) -> blocksInCommon(a.wire(), b.wire())),
  BLOCKS_STORED((a, b) -> blocksInCommon(a.stored(), b.stored())),
  BLOCKS_STORED_OF_ONE_AND_SENT_OF_THE_OTHER(
      (a, b) -> blocksInCommon(a.stored(), b.wire()) + blocksInCommon(a.wire(), b.stored())),
  NAMES_NEAR((a, b) -> nearness(a.name(), b.name())),
  UIDS_NEAR((a, b) -> nearness(a.uidTail(), b.uidTail())),
  REPORT_IDS_NEAR((a, b) -> nearness(a.reportTail(), b.reportTail())),
  TIMES_IN_STEP((a, b) -> -Math.abs(a.micros() - b.micros())),
  LENGTHS((a, b) -> -Math.abs(a.stored().length - b.stored().length));

  private static final int BLOCK = 16;

  private final ToDoubleBiFunction<Seen, Seen> likeness;

  Distinguisher(ToDoubleBiFunction<Seen, Seen> likeness) {
    this.likeness = likeness;
  }

  /// How alike they are.
  double likeness(Seen one, Seen other) {
    return likeness.applyAsDouble(one, other);
  }

  /// Its name for people.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static double nearness(BigInteger one, BigInteger other) {
    return -one.subtract(other).abs().doubleValue();
  }

  /// How many aligned runs of bytes occur in both.
  private static double blocksInCommon(byte[] one, byte[] other) {
    Set<ByteBuffer> blocks = new HashSet<>();
    for (int i = 0; i + BLOCK <= one.length; i += BLOCK / 2) {
      blocks.add(ByteBuffer.wrap(one, i, BLOCK));
    }
    int common = 0;
    for (int i = 0; i + BLOCK <= other.length; i += BLOCK / 2) {
      common += blocks.contains(ByteBuffer.wrap(other, i, BLOCK)) ? 1 : 0;
    }
    return common;
  }
}
