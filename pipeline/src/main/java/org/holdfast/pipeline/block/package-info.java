/// Which probes' measurements are withheld, since when, until when and why (invariant I9).
///
/// A file of acts, one JSON object a line, which is only ever added to:
///
/// ```text
/// {"act":"block","id":"1a2b3c4d","time":"2026-11-30T12:00:00Z","probe_id":"<64 hexadecimal digits>",
///  "probe_cc":"PT","probe_asn":"AS64501","until":"2027-02-28T12:00:00Z","reason":"floods"}
/// {"act":"unblock","id":"1a2b3c4d","time":"2026-12-02T12:00:00Z","reason":"it was a test"}
/// ```
///
/// [org.holdfast.pipeline.block.Blocklist] is what the acts amount to,
/// [org.holdfast.pipeline.block.BlocklistFile] reads and adds to the file. A block holds for what
/// is received while it is in force, whenever that is looked at; so a replay decides as the first
/// time.
@NullMarked
package org.holdfast.pipeline.block;

import org.jspecify.annotations.NullMarked;
