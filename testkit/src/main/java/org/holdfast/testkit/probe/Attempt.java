package org.holdfast.testkit.probe;

import java.time.Instant;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;

/// One request that tried to hand one measurement in, and what came of it.
///
/// @param path the path it went to
/// @param reportId the report it was for; empty for a single request
/// @param body digest of what the server keeps byte for byte (invariant I4): the request body, or
///   for a single request the decoded `content`
/// @param believed whether the probe took the answer for success, by the rules of its generation
public record Attempt(
    Measurement measurement,
    Generation generation,
    String path,
    String reportId,
    Sha256 body,
    Instant startedAt,
    Instant endedAt,
    Told told,
    boolean believed) {}
