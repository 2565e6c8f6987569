package org.holdfast.bouncer.fleet;

import java.time.Instant;
import java.util.Optional;

/// A node as the store knows it.
///
/// @param publicKey X.509 encoding of its Ed25519 key; empty until its first contact
/// @param last what it said last; empty until it said something
/// @param heardAt when that was, by the clock of the bouncer that heard it
public record KnownNode(
    NodeName name,
    Optional<NodePublicKey> publicKey,
    Wanted wanted,
    Instant enrolledAt,
    Optional<Heartbeat> last,
    Optional<Instant> heardAt) {}
