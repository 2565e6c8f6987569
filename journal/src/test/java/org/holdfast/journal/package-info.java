/// What every journal must keep to, whatever keeps its records: start at
/// [org.holdfast.journal.JournalContract].
@NullMarked
package org.holdfast.journal;

import org.jspecify.annotations.NullMarked;
