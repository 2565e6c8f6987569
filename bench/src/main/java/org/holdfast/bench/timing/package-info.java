/// Whether what should take constant time does: a statistic, since Java makes no promise.
@NullMarked
package org.holdfast.bench.timing;

import org.jspecify.annotations.NullMarked;
