/// What probes hand in, and the one door it goes through.
///
/// Start with [org.holdfast.collector.Intake]: its `submit` reads like the way of one measurement
/// up to the acknowledgement (design §3). The protocol generations stand in packages of their own
/// around it: `report` (open, append, close; one listener for all clients since 2013, rulings U1 to
/// U18), `oonib` (what only the clients of 2013 to 2020 need) and `submit` (the single request of
/// 2026). Each takes a request apart into an [org.holdfast.collector.Incoming] and words the
/// [org.holdfast.collector.SubmissionOutcome]; [org.holdfast.collector.SubmissionEndpoint] counts
/// what became of every request. `routes` joins them into one table; `geo` reads the database that
/// tells networks from addresses.
///
/// Nothing here looks a report up (invariant I3) and no address leaves memory (I8).
@NullMarked
package org.holdfast.collector;

import org.jspecify.annotations.NullMarked;
