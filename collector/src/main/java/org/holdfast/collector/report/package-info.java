/// Reports, opened, appended to and closed: `/report` for every generation of clients since 2013
/// (legacy §1, probe-services §1.1 to §1.3; where the two exclude each other, rulings U1 to U18).
///
/// [org.holdfast.collector.report.OpenEndpoint] answers `POST /report`,
/// [org.holdfast.collector.report.AppendProtocol] reads `POST /report/{id}` and `PUT /report`,
/// [org.holdfast.collector.report.CloseEndpoint] answers `POST /report/{id}/close`. Each writes one
/// journal record and looks nothing up; the pipeline puts a report together (invariant I3).
///
/// A document that names another report than the one it is sent to is stored and marked
/// `inconsistent-with-report`, and published under the report it was sent to (P43). oonib's
/// specification would refuse it (L27), but neither ruling asks for that, no client depends on it,
/// and a refusal loses the measurement.
@NullMarked
package org.holdfast.collector.report;

import org.jspecify.annotations.NullMarked;
