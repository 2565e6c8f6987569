/// What exchanges with a node show: whether it answers through each address it publishes, as the
/// node it claims to be, and does its work.
///
/// [org.holdfast.bouncer.fleet.health.AddressWatch] keeps looking at one address. A *look* is cheap
/// and frequent (who are you?), an *exercise* is the real protocol (a canary measurement that must
/// come back; a test helper's known answer). [org.holdfast.bouncer.fleet.health.AddressHealth]
/// makes one word of both, with hysteresis and damping; [org.holdfast.bouncer.fleet.health.Votes]
/// makes one word of what several bouncers say.
@NullMarked
package org.holdfast.bouncer.fleet.health;

import org.jspecify.annotations.NullMarked;
