package org.holdfast.credentials.submission;

import java.util.Optional;
import org.holdfast.credentials.range.RangeWeights;

/// What a submission must prove about age and count; the numbers enter the proof, so both sides
/// need the same (protocol, section 8).
///
/// @param ageFrom the earliest day of registration
/// @param ageTo the day after the latest
/// @param minimumCount the smallest count
public record SubmissionPolicy(long ageFrom, long ageTo, long minimumCount) {
  /// The count that cannot be raised any more, and so is beyond every range.
  public static final long COUNT_TO = 0xffffffffL;

  /// How ages are written; empty if nobody could meet the policy.
  public Optional<RangeWeights> ages() {
    return RangeWeights.of(ageFrom, ageTo);
  }

  /// How counts are written; empty if nobody could meet the policy.
  public Optional<RangeWeights> counts() {
    return RangeWeights.of(minimumCount, COUNT_TO);
  }
}
