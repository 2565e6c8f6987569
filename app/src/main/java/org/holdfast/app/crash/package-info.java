/// `holdfast crashtest`: the crash test of `org.holdfast.testkit.crash`, applied to this very
/// build.
@NullMarked
package org.holdfast.app.crash;

import org.jspecify.annotations.NullMarked;
