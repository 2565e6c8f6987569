package org.holdfast.pipeline.quarantine;

import java.time.Instant;

/// One record that was set aside.
///
/// @param uid of the record, or the journal position where none could be read
/// @param stage which stage gave up: `journal`, `decode`, `scrub`, `deduplicate`, `index`,
///   `archive`; `canary` for what the fleet sent itself; `block` for what an operator withholds
/// @param reason kebab-case
/// @param detail one sentence for people; no content and no address
/// @param at when
/// @param measurements how many accepted submissions this accounts for in the ledger; 0 for records
///   that are not measurements
/// @param file where the bytes stand, relative to the quarantine directory
public record SetAside(
    String uid,
    String stage,
    String reason,
    String detail,
    Instant at,
    int measurements,
    String file) {}
