/// OONI Run: links by which somebody asks others to run nettests (probe-services §1.19, P87). The
/// links are files an operator keeps; there is no way to make one over the network.
///
/// Start with [org.holdfast.bouncer.run.RunRoutes].
@NullMarked
package org.holdfast.bouncer.run;

import org.jspecify.annotations.NullMarked;
