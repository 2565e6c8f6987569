/// A small collector and read API in memory, with faults to order, for the testkit's own tests.
@NullMarked
package org.holdfast.testkit.stub;

import org.jspecify.annotations.NullMarked;
