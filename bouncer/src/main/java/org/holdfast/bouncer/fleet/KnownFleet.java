package org.holdfast.bouncer.fleet;

import java.util.Optional;

/// What a bouncer has in memory of its fleet, so that whoever has shown nothing yet makes no work
/// for the database.
public interface KnownFleet {

  /// Whether anything was ever read.
  boolean isKnown();

  Optional<KnownNode> node(NodeName name);

  /// Whether an address was shown to lead to another node than this one.
  boolean isAnothers(PublishedAddress address, NodeName node);
}
