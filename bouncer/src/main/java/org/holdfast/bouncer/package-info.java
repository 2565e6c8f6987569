/// Tells probes where to go: which collectors and test helpers there are, what to measure, and
/// where the probe itself seems to be.
///
/// Start with [org.holdfast.bouncer.BouncerRoutes], the table of everything answered here. Below
/// it: `directory` (the fleet as a snapshot that never changes, behind a supplier that may),
/// `discovery` (lists of collectors and helpers in the protocols of 2013 and of today), `checkin`
/// (what today's probes ask first), `session` (registration and login), `testlist` (what to measure
/// and in which order), `circumvention` (inputs for tor, psiphon and openvpn), `run` (OONI Run),
/// `geolookup`, `oonib` (its bouncer file, policy, inputs and decks), and `request` (reading their
/// bodies).
///
/// Answers are made from an immutable [org.holdfast.bouncer.DiscoverySnapshot];
/// [org.holdfast.bouncer.DiscoveryFiles] makes new ones as the operator's files change. Nothing
/// here stores anything, and no answer depends on an earlier request.
@NullMarked
package org.holdfast.bouncer;

import org.jspecify.annotations.NullMarked;
