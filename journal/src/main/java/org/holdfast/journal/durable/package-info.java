/// What everything that has to survive a power cut, and to be shared by processes, needs, whoever
/// writes it: directories whose own names survive, and locks on files.
@NullMarked
package org.holdfast.journal.durable;

import org.jspecify.annotations.NullMarked;
