package org.holdfast.credentials.submission;

import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;

/// What both sides of a submission know without telling each other.
///
/// @param network where the measurement was made
/// @param measurement the hash of its bytes
/// @param policy what has to be proven
public record SubmissionContext(
    Network network, MeasurementHash measurement, SubmissionPolicy policy) {}
