package org.holdfast.bouncer.fleet;

import java.time.Instant;
import java.util.Optional;
import org.holdfast.model.Sha256;

/// A node as the store knows it.
///
/// @param invitation SHA-256 of the token it may make first contact with; empty if there is none
/// @param publicKey X.509 encoding of its Ed25519 key; empty until its first contact
/// @param last what it said last; empty until it said something
/// @param heardAt when that was, by the clock of the bouncer that heard it
public record KnownNode(
    NodeName name,
    Optional<Sha256> invitation,
    Optional<NodePublicKey> publicKey,
    Wanted wanted,
    Instant enrolledAt,
    Optional<Heartbeat> last,
    Optional<Instant> heardAt) {}
