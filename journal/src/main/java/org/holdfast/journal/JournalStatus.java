package org.holdfast.journal;

import java.util.Optional;

/// @param accepting whether appends are taken in right now
/// @param refusal why not, for people: low disk, a failed sync, closing
/// @param measurementsEver measurement records ever made durable here, by all writers, deleted
///   segments included; minus [Cursor#measurementsCommitted()] it is what waits for that cursor
/// @param bytes size of all segments
/// @param usableBytes room left on the file system
public record JournalStatus(
    boolean accepting,
    Optional<String> refusal,
    long measurementsEver,
    long bytes,
    long usableBytes) {}
