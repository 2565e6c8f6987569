/// The fleet directory: who belongs to the fleet, what each node last said of itself, and what
/// operators decided.
///
/// Start with [org.holdfast.bouncer.fleet.Heartbeat], what a node says, and
/// [org.holdfast.bouncer.fleet.FleetStore], where several bouncers keep it together. Below it:
/// `enrol` (keys, first contact, heartbeats on both sides of the wire), `health` (what exchanges
/// with a node show), `live` (the snapshot answers are made from), `operate` (what operators do)
/// and `sql` (the store in SQLite or PostgreSQL).
///
/// A heartbeat is a claim. It makes an address known; only exchanges through that address bring it
/// into answers (design §7).
@NullMarked
package org.holdfast.bouncer.fleet;

import org.jspecify.annotations.NullMarked;
