package org.holdfast.collector.routes;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.collector.credential.CredentialRoutes;
import org.holdfast.collector.credential.Issuance;
import org.holdfast.collector.credential.ProofJudge;
import org.holdfast.collector.credential.VerificationPool;
import org.holdfast.edge.Routes;
import org.holdfast.edge.admission.Admission;

/// What a collector needs to issue and verify credentials.
///
/// @param inForce asked at each request; empty while none are issued
public record CollectorCredentials(
    Supplier<Optional<Issuance>> inForce,
    VerificationPool pool,
    Clock clock,
    MeterRegistry meters) {

  /// Nothing is issued or verified.
  public static CollectorCredentials none(Clock clock, MeterRegistry meters) {
    return new CollectorCredentials(
        Optional::empty,
        new VerificationPool(VerificationPool.Options.DEFAULT, meters),
        clock,
        meters);
  }

  ProofJudge judge() {
    return new ProofJudge(inForce, pool, meters);
  }

  Routes routes(Admission admission) {
    return CredentialRoutes.create(inForce, pool, clock, admission);
  }
}
