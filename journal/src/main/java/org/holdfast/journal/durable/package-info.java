/// What everything that has to survive a power cut needs, whoever writes it: directories whose own
/// names do.
@NullMarked
package org.holdfast.journal.durable;

import org.jspecify.annotations.NullMarked;
