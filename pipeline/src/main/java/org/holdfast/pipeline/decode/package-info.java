/// From a journal record to the measurement document it carries.
///
/// [org.holdfast.pipeline.decode.Decoder] knows how each protocol generation wraps its documents
/// and turns legacy YAML into documents of format 0.2.0; [org.holdfast.pipeline.decode.Scrubber]
/// makes the line that is published. Both are pure functions of record and report header: the
/// indexer, the archiver and readers of bodies call them and get the same bytes every time.
@NullMarked
package org.holdfast.pipeline.decode;

import org.jspecify.annotations.NullMarked;
