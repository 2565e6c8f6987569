package org.holdfast.pipeline.block;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;

/// What proven submissions of one probe in one network become: quarantined.
///
/// @param id names it, eight hexadecimal digits
/// @param probeId what the probe is called in that network, and in no other
/// @param from what is received from then on
/// @param until and before then
/// @param reason for the public, one line
/// @param liftedAt when it was taken back before its time
public record Block(
    String id,
    Sha256 probeId,
    VantagePoint network,
    Instant from,
    Instant until,
    String reason,
    Optional<Instant> liftedAt) {
  /// The longest reason there may be.
  public static final int REASON_LENGTH_MAX = 300;

  /// What an id looks like.
  public static final Pattern ID = Pattern.compile("[0-9a-f]{8}");

  /// When it ends, or has.
  public Instant end() {
    return liftedAt.filter(until::isAfter).orElse(until);
  }

  /// Whether it is in force then.
  public boolean isInForce(Instant at) {
    return !at.isBefore(from) && at.isBefore(end());
  }

  /// Under which reason its measurements stand in the quarantine.
  public String quarantineReason() {
    return "blocked-" + id;
  }

  /// What is said of one of them.
  public String sentence() {
    return "the probe is blocked in "
        + network.countryCode()
        + " "
        + network.asn()
        + " from "
        + from
        + " until "
        + until
        + ": "
        + reason;
  }

  Block lifted(Instant at) {
    return new Block(id, probeId, network, from, until, reason, Optional.of(at));
  }
}
