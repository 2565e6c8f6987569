/// What makes the many servers that the tests start cheap.
@NullMarked
package org.holdfast.app.start;

import org.jspecify.annotations.NullMarked;
