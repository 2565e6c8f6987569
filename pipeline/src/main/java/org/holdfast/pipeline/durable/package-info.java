/// Files and directory entries that are on stable storage when a call returns.
///
/// See [org.holdfast.pipeline.durable.DurableFiles].
@NullMarked
package org.holdfast.pipeline.durable;

import org.jspecify.annotations.NullMarked;
