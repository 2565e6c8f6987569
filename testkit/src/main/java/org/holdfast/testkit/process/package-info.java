/// The real server as a child process that can be killed and started again
/// ([org.holdfast.testkit.process.ServerProcess]). A child is tied to its parent by
/// [org.holdfast.testkit.process.Tether], so that none is left behind.
@NullMarked
package org.holdfast.testkit.process;

import org.jspecify.annotations.NullMarked;
