package org.holdfast.bouncer.fleet;

/// Something that was done to the fleet.
///
/// @param number larger for what came later
/// @param action `enrol`, `want` or `pin`
/// @param subject the node, or the nettest for `pin`
/// @param before what held until then
/// @param after what has held since
public record HistoryEntry(
    long number, Act act, String action, String subject, String before, String after) {}
