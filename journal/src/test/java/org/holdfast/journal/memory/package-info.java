/// A journal in memory, held to the contract of the real one, for the tests of those that use one.
@NullMarked
package org.holdfast.journal.memory;

import org.jspecify.annotations.NullMarked;
