@NullMarked
package org.holdfast.journal.durable;

import org.jspecify.annotations.NullMarked;
