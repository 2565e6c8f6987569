/// `holdfast fleettest`: a fleet of real bouncers and light nodes on loopback that suffers faults
/// out of a seed, and an observer that asks the bouncers all the time whether they name the dead,
/// say nothing, or keep the living out. Two of the nodes are processes, which are really stopped
/// and killed.
///
/// Start with [org.holdfast.app.fleettest.FleetTest]. A [org.holdfast.app.fleettest.LightNode]
/// speaks what a node speaks to the directory (heartbeats, identity, canaries, a helper's known
/// answer) over real sockets and does nothing else.
@NullMarked
package org.holdfast.app.fleettest;

import org.jspecify.annotations.NullMarked;
