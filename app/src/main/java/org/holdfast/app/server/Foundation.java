package org.holdfast.app.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.FleetKey;
import org.holdfast.model.id.ReportIdMint;

/// What every role of a server is built on.
///
/// @param readiness is told what roles wait for and what is not as it should be
/// @param open gets what is opened, to be closed in reverse order
record Foundation(
    HoldfastConfig config,
    BuildInfo build,
    FleetKey key,
    ReportIdMint mint,
    GeoDatabase geo,
    Readiness readiness,
    OpenResources open,
    MeterRegistry meters,
    Clock clock,
    SecureRandom random) {}
