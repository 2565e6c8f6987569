package org.holdfast.collector.report;

import org.holdfast.collector.Claims;
import org.holdfast.collector.oonib.OpenFields;
import org.holdfast.model.envelope.BodyFormat;

/// A request to open a report, checked.
///
/// @param fields the members of the request itself
/// @param format in which entries are announced; appends may use the other one all the same
record OpenRequest(OpenFields fields, Claims claims, BodyFormat format) {}
