package org.holdfast.pipeline.block;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.VerificationStatus;

/// All blocks there ever were. Immutable.
public final class Blocklist {
  /// Nobody was ever blocked.
  public static final Blocklist EMPTY = new Blocklist(List.of());

  private final List<Block> blocks;
  private final Map<Sha256, List<Block>> byProbe = new HashMap<>();

  /// @param blocks oldest first
  public Blocklist(Collection<Block> blocks) {
    this.blocks = List.copyOf(blocks);
    for (Block block : this.blocks) {
      byProbe.computeIfAbsent(block.probeId(), id -> new ArrayList<>()).add(block);
    }
  }

  /// All of them, oldest first, those that have ended included.
  public List<Block> blocks() {
    return blocks;
  }

  /// The one of this id.
  public Optional<Block> find(String id) {
    return blocks.stream().filter(block -> block.id().equals(id)).findFirst();
  }

  /// The block that a submission falls under. Only who has proven to be that probe: what a document
  /// says of itself could name anybody.
  public Optional<Block> of(Envelope envelope) {
    if (envelope.verification() != VerificationStatus.VERIFIED || envelope.probeId().isEmpty()) {
      return Optional.empty();
    }
    return byProbe.getOrDefault(envelope.probeId().get(), List.of()).stream()
        .filter(block -> block.network().equals(envelope.claimed()))
        .filter(block -> block.isInForce(envelope.submittedAt()))
        .findFirst();
  }
}
