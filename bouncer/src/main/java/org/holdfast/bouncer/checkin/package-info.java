/// `POST /api/v1/check-in`: what today's probes ask before they measure (probe-services §1.7, P11
/// to P20). The answer names the probe's network, the test helpers, a report id for each nettest
/// and the URLs to measure.
///
/// Start with [org.holdfast.bouncer.checkin.CheckInRoutes]. A check-in is never refused for what
/// stands in a member: whatever cannot be used counts as absent.
@NullMarked
package org.holdfast.bouncer.checkin;

import org.jspecify.annotations.NullMarked;
