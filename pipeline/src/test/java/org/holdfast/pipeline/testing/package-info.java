/// Journal and catalogue in memory, and faults to inject between any two steps.
@NullMarked
package org.holdfast.pipeline.testing;

import org.jspecify.annotations.NullMarked;
