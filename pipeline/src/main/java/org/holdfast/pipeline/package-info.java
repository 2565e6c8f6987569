/// From the journal to the published archive (design §3).
///
/// [org.holdfast.pipeline.Pipeline] runs two readers of the journal, each on its own thread with
/// its own cursor. `index` (start reading at `IndexStages.indexMeasurement`) decodes, scrubs,
/// deduplicates and indexes a record within a second or two of its acknowledgement; `archive`
/// ([org.holdfast.pipeline.archive.Archiver]) groups what was indexed into archive objects once it
/// is old enough. A cursor is committed only after what it led to is durable, and every output is
/// idempotent by uid, so that a record seen again changes nothing.
///
/// | package | what lives there |
/// |---|---|
/// | `decode` | from a journal record to the measurement document in it, by protocol generation; the scrubbing of it |
/// | `index` | the reader that fills the catalogue |
/// | `quarantine` | what could not be read, kept with its bytes, stage and reason |
/// | `archive` | object layout, manifests, recovery, and reading one measurement back |
/// | `work` | the loop that keeps a reader going while what it depends on is down |
/// | `durable` | files that are on stable storage when a call returns |
///
/// **The ledger.** One journal record is one measurement: it ends as exactly one of published,
/// merged (an alias of a published one) or quarantined, so that `accepted = published + merged +
/// quarantined + in journal` holds at every moment ([org.holdfast.pipeline.Ledger]).
@NullMarked
package org.holdfast.pipeline;

import org.jspecify.annotations.NullMarked;
