/// Tests of the interfaces; those of the server are in `server`.
@NullMarked
package org.holdfast.edge;

import org.jspecify.annotations.NullMarked;
