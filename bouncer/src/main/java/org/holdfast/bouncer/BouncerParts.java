package org.holdfast.bouncer;

import java.time.Clock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.session.SessionTokens;
import org.holdfast.bouncer.testlist.MeasuredCounts;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.ReportIdMint;

/// What the bouncer works with besides what it tells.
///
/// @param geo [GeoDatabase#NONE] where there is no database
/// @param counts [MeasuredCounts#NONE] where nobody counts
/// @param mint makes the report ids of check-ins; the same as the collector's
/// @param tokens makes and recognises the tokens of sessions
/// @param tokenRequired whether tor-targets and psiphon-config ask for a token
/// @param clock the server's, for `utc_time`
/// @param random chooses among what is as good as each other; must be safe for concurrent use, as
///   `java.util.Random` and `SecureRandom` are
public record BouncerParts(
    GeoDatabase geo,
    MeasuredCounts counts,
    ReportIdMint mint,
    SessionTokens tokens,
    boolean tokenRequired,
    Clock clock,
    RandomGenerator random) {
  Predicate<String> admits() {
    return tokenRequired ? tokens::holds : token -> true;
  }
}
