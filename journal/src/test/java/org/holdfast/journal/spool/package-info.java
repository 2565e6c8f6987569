/// A journal with a spool before it.
@NullMarked
package org.holdfast.journal.spool;

import org.jspecify.annotations.NullMarked;
