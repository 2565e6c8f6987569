/// Identifiers: what names a report, a measurement and a collector, and how they are minted.
///
/// Start with [org.holdfast.model.id.MeasurementUid], the one key of a measurement from intake to
/// archive, and [org.holdfast.model.id.ReportIdMint], which makes report ids that any collector of
/// the fleet can recognise without looking anything up (invariant I3).
@NullMarked
package org.holdfast.model.id;

import org.jspecify.annotations.NullMarked;
