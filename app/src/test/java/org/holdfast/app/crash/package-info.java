/// The real server on a disk that fails when it is told to.
@NullMarked
package org.holdfast.app.crash;

import org.jspecify.annotations.NullMarked;
