@NullMarked
package org.holdfast.testkit.crash;

import org.jspecify.annotations.NullMarked;
