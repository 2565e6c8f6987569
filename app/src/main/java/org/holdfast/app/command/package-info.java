/// The commands of `./holdfast`, one class each; [org.holdfast.app.command.HoldfastCommand] lists
/// them. Results go to standard output, everything else to standard error.
@NullMarked
package org.holdfast.app.command;

import org.jspecify.annotations.NullMarked;
