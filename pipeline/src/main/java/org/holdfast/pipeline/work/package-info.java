/// Keeping a reader of the journal going (invariant I10).
///
/// [org.holdfast.pipeline.work.CursorWorker] repeats one step on a thread of its own; when the step
/// says by [org.holdfast.pipeline.work.DependencyDownException] what is missing, it waits and tries
/// again without losing its place.
@NullMarked
package org.holdfast.pipeline.work;

import org.jspecify.annotations.NullMarked;
