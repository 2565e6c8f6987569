package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.SourceGroup;
import org.junit.jupiter.api.Test;

final class CollectedBytesTest {
  @Test
  void whatIsTakenIsWhatWasAddedAndMemoryFollows() {
    Random random = new Random(7);
    for (int run = 0; run < 200; run++) {
      var held = new HeldBytes(Long.MAX_VALUE);
      var expected = new ByteArrayOutputStream();
      try (HeldBytes.Share share = held.open(SourceGroup.crowd("test"))) {
        var collected = new CollectedBytes(share);
        int pieces = random.nextInt(20);
        for (int i = 0; i < pieces; i++) {
          byte[] piece = new byte[random.nextInt(1 << random.nextInt(1, 18))];
          random.nextBytes(piece);
          collected.add(piece, 0, piece.length);
          expected.writeBytes(piece);
          assertThat(held.now()).isBetween((long) collected.size(), 2L * collected.size() + 2048);
        }
        assertThat(collected.size()).isEqualTo(expected.size());
        assertThat(collected.take()).isEqualTo(expected.toByteArray());
        assertThat(held.now()).isEqualTo(expected.size());
        assertThat(collected.take()).isEmpty();
      }
      assertThat(held.now()).isZero();
    }
  }

  @Test
  void whatComesAsAnnouncedIsNotCopied() {
    var held = new HeldBytes(Long.MAX_VALUE);
    try (HeldBytes.Share share = held.open(SourceGroup.crowd("test"))) {
      var collected = new CollectedBytes(share, 20_000);
      collected.add(new byte[15_000], 0, 15_000);
      assertThat(held.now()).as("room for all of it").isEqualTo(20_000);
      collected.add(new byte[5_000], 0, 5_000);
      assertThat(collected.take()).hasSize(20_000);
      assertThat(held.now()).isEqualTo(20_000);
    }
  }

  @Test
  void whatStopsHalfWayCostsWhatWasSent() {
    var held = new HeldBytes(Long.MAX_VALUE);
    try (HeldBytes.Share share = held.open(SourceGroup.crowd("test"))) {
      var collected = new CollectedBytes(share, 20_000);
      collected.add(new byte[10_000], 0, 10_000);
      assertThat(held.now()).isEqualTo(10_000);
    }
  }

  @Test
  void anAnnouncementAloneTakesNoRoomAndALieIsHarmless() {
    var held = new HeldBytes(Long.MAX_VALUE);
    try (HeldBytes.Share share = held.open(SourceGroup.crowd("test"))) {
      var large = new CollectedBytes(share, 16_000_000);
      large.add(new byte[3_000], 0, 3_000);
      assertThat(held.now()).isLessThan(10_000);
      var more = new CollectedBytes(share, 10);
      more.add(new byte[5_000], 0, 5_000);
      more.add(new byte[70_000], 0, 70_000);
      assertThat(more.take()).hasSize(75_000);
    }
  }

  @Test
  void bodyThatWasLetInIsPutTogetherHoweverLittleRoomIsLeft() {
    assertThat(HeldBytes.bodyBytesMax(5_000_000, 64 << 20)).isBetween(1_500_000, 2_500_000);
    var held = new HeldBytes(5_000_000, 1_500_000);
    try (HeldBytes.Share share = held.open(SourceGroup.network(1))) {
      var collected = new CollectedBytes(share, -1);
      for (int i = 0; i < 100; i++) {
        collected.add(new byte[15_000], 0, 15_000);
      }
      assertThat(collected.take()).hasSize(1_500_000);
      assertThat(held.now()).isEqualTo(1_500_000);
    }
    assertThat(held.now()).isZero();
  }

  @Test
  void nothingIsHeldBeyondTheBound() {
    var held = new HeldBytes(10_000);
    try (HeldBytes.Share share = held.open(SourceGroup.crowd("test"))) {
      var collected = new CollectedBytes(share);
      assertThatThrownBy(() -> collected.add(new byte[20_000], 0, 20_000))
          .isInstanceOf(RefusedException.class);
      assertThat(held.now()).isLessThanOrEqualTo(10_000);
    }
    assertThat(held.now()).isZero();
  }
}
