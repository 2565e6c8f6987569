/// What the server knows about a submission, kept beside the bytes the probe sent (invariant I4).
///
/// Start with [org.holdfast.model.envelope.Envelope]. A [org.holdfast.model.envelope.JournalRecord]
/// is an envelope together with the body; it is what the journal stores and the pipeline reads. No
/// address ever stands here (invariant I8).
@NullMarked
package org.holdfast.model.envelope;

import org.jspecify.annotations.NullMarked;
