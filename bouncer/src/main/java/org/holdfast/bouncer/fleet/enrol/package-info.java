/// How a node becomes known and stays so, on both sides of the wire.
///
/// A node's side: [org.holdfast.bouncer.fleet.enrol.Announcer] makes first contact with a token and
/// then sends heartbeats, from the key in its [org.holdfast.bouncer.fleet.enrol.NodeKeyFile];
/// [org.holdfast.bouncer.fleet.enrol.IdentityRoute] proves to whoever asks through an address that
/// it leads to this node. The directory's side: [org.holdfast.bouncer.fleet.enrol.HeartbeatRoutes].
@NullMarked
package org.holdfast.bouncer.fleet.enrol;

import org.jspecify.annotations.NullMarked;
