/// The measurement document: what is read from it at intake, how it is recognised when it comes
/// again, and the form in which it is published.
///
/// [org.holdfast.model.document.AppendRequest] and [org.holdfast.model.document.SubmitRequest] take
/// apart the two request bodies that carry documents in one pass over the bytes;
/// [org.holdfast.model.document.MeasurementFields] is what was found in the document itself;
/// [org.holdfast.model.document.SubmissionIdentity] and
/// [org.holdfast.model.document.ContentFingerprint] say when two submissions are the same
/// measurement (invariant I5); [org.holdfast.model.document.PublishedDocument] is the line that
/// stands in the archive.
@NullMarked
package org.holdfast.model.document;

import org.jspecify.annotations.NullMarked;
