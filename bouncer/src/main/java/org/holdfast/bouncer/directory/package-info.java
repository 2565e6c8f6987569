/// What the bouncer knows of the fleet. [org.holdfast.bouncer.directory.FleetDirectory] hands out a
/// [org.holdfast.bouncer.directory.FleetSnapshot]; each request is answered from one snapshot. The
/// snapshot comes from the configuration, from oonib's bouncer file, or from the directory of nodes
/// that [org.holdfast.bouncer.fleet] keeps (design §7).
@NullMarked
package org.holdfast.bouncer.directory;

import org.jspecify.annotations.NullMarked;
