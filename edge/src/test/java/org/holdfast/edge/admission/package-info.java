/// Admission without a port.
@NullMarked
package org.holdfast.edge.admission;

import org.jspecify.annotations.NullMarked;
