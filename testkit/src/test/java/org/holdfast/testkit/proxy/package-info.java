@NullMarked
package org.holdfast.testkit.proxy;

import org.jspecify.annotations.NullMarked;
