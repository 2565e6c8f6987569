/// How the two readers of the journal take turns with those of other processes.
@NullMarked
package org.holdfast.pipeline.work;

import org.jspecify.annotations.NullMarked;
