package org.holdfast.bouncer.fleet;

/// Something that was done to the fleet.
///
/// @param number larger for what came later
/// @param action `enrol`, `want`, `pin` or `upgrade`
/// @param subject the node, the nettest for `pin`, or the roll-out for `upgrade`
/// @param before what held until then
/// @param after what has held since
public record HistoryEntry(
    long number, Act act, String action, String subject, String before, String after) {}
