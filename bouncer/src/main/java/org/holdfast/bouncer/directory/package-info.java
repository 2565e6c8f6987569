/// What the bouncer knows of the fleet. [org.holdfast.bouncer.directory.FleetDirectory] hands out a
/// [org.holdfast.bouncer.directory.FleetSnapshot]; each request is answered from one snapshot.
/// Today the snapshot comes from the configuration and stays; a directory fed by heartbeats takes
/// its place without anything else here changing (design §7).
@NullMarked
package org.holdfast.bouncer.directory;

import org.jspecify.annotations.NullMarked;
