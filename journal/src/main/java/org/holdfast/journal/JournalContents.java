package org.holdfast.journal;

/// What a journal holds.
///
/// @param measurementsEver measurement records ever made durable here, by all writers, deleted ones
///   included; minus [Cursor#measurementsCommitted()] it is what waits for that cursor
/// @param bytes about how many bytes the records kept take
public record JournalContents(long measurementsEver, long bytes) {}
