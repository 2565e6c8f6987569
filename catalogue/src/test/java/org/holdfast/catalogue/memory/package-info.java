/// A catalogue in memory, held to the contract of the real one, for the tests of those that use
/// one.
@NullMarked
package org.holdfast.catalogue.memory;

import org.jspecify.annotations.NullMarked;
