/// Rolls a release out over a fleet, node by node, and back again where it does not do its work.
/// Start reading at [org.holdfast.app.rollout.FleetUpgrade]; what a node does by itself is
/// [org.holdfast.app.upgrade.Upgrade].
@NullMarked
package org.holdfast.app.rollout;

import org.jspecify.annotations.NullMarked;
