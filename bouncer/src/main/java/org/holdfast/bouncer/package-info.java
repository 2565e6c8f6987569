/// Tells probes where to go: which collectors and test helpers there are, what to measure, and
/// where the probe itself seems to be.
///
/// Start with [org.holdfast.bouncer.BouncerRoutes], the table of everything answered here. Below
/// it: `directory` (the fleet as a snapshot that never changes, behind a supplier that may),
/// `discovery` (lists of collectors and helpers in the protocols of 2013 and of today), `checkin`
/// (what today's probes ask first), `geolookup`, and `request` (reading their bodies).
///
/// Nothing here stores anything, and no answer depends on an earlier request.
@NullMarked
package org.holdfast.bouncer;

import org.jspecify.annotations.NullMarked;
