/// Keeps the server useful when more is asked of it than it can do: bounded concurrency with a
/// short, bounded wait, shared fairly between sources.
///
/// Start reading at [org.holdfast.edge.admission.Admission].
@NullMarked
package org.holdfast.edge.admission;

import org.jspecify.annotations.NullMarked;
