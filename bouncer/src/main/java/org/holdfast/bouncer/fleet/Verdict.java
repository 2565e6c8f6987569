package org.holdfast.bouncer.fleet;

/// What one bouncer's own exchanges through an address have shown.
///
/// @param address as [PublishedAddress#key] has it
/// @param observer the bouncer, by a name of its own
/// @param node whose address it is
/// @param boot of the node when that was so
/// @param well whether it may stand in answers
/// @param reason why not, for operators; empty if it may
/// @param tick larger each time the observer says so again, so that others see it is alive
public record Verdict(
    String address,
    String observer,
    NodeName node,
    long boot,
    boolean well,
    String reason,
    long tick) {}
