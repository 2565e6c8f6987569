/// The shell scripts around the program.
@NullMarked
package org.holdfast.app.launcher;

import org.jspecify.annotations.NullMarked;
