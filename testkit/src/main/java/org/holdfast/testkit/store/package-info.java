/// Real storage servers for tests and the demo, and the faults of the way to them.
@NullMarked
package org.holdfast.testkit.store;

import org.jspecify.annotations.NullMarked;
