package org.holdfast.app.role;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.holdfast.app.config.BouncerConfig.TestHelperAddress;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.LimitsConfig;
import org.holdfast.collector.CollectorIdentity;
import org.holdfast.collector.Intake;
import org.holdfast.collector.KnownSubmissions;
import org.holdfast.collector.oonib.BlockedClient;
import org.holdfast.collector.oonib.OpenPolicy;
import org.holdfast.collector.routes.CollectorCredentials;
import org.holdfast.collector.routes.CollectorOptions;
import org.holdfast.collector.routes.CollectorRoutes;
import org.holdfast.edge.Routes;
import org.holdfast.edge.admission.Admission;
import org.holdfast.edge.admission.AdmissionOptions;
import org.holdfast.journal.Journal;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.FleetKey;
import org.holdfast.model.id.ReportIdMint;

/// Takes in what probes submit: three generations of protocols, one intake, one journal.
public final class CollectorRole {
  /// A probe waits for half a minute at least (legacy §6.2), and what waits is bounded by the
  /// memory for bodies as well.
  private static final Duration PATIENCE_WHILE_BUSY = Duration.ofSeconds(3);

  private static final int WAITING_WHILE_BUSY = 2_000;

  private CollectorRole() {}

  /// Reads back from the journal what was submitted lately, then gives the routes.
  ///
  /// @param known where else to ask whether something was submitted before
  /// @param policy which reports are opened; asked at each
  /// @param credentials what is issued and verified
  /// @param build stands in the envelopes
  /// @param machineIsBusy whether the machine has something else to do that ends soon: then
  ///   submissions wait for a place rather than to be refused
  public static Routes start(
      HoldfastConfig config,
      Journal journal,
      KnownSubmissions known,
      FleetKey fleetKey,
      ReportIdMint mint,
      GeoDatabase geo,
      Supplier<OpenPolicy> policy,
      CollectorCredentials credentials,
      String build,
      BooleanSupplier machineIsBusy,
      Clock clock,
      MeterRegistry meters) {
    Intake.Limits limits =
        new Intake.Limits(
            config.deadlines().acknowledge(),
            config.limits().stall(),
            Intake.Limits.DEFAULT.lookupDeadline(),
            Intake.Limits.DEFAULT.rememberedMax(),
            Intake.Limits.DEFAULT.rebuildPatience());
    CollectorIdentity identity = new CollectorIdentity(config.collector().id(), build, fleetKey);
    Intake intake = Intake.start(journal, geo, known, identity, clock, limits);
    AdmissionOptions usual = admission(config);
    AdmissionOptions patient = patient(usual);
    Admission admission =
        new Admission(
            () -> machineIsBusy.getAsBoolean() ? patient : usual, intake::stalled, meters);
    return CollectorRoutes.create(
        intake, mint, meters, options(config, policy), admission, credentials);
  }

  private static AdmissionOptions admission(HoldfastConfig config) {
    LimitsConfig limits = config.limits();
    return new AdmissionOptions(
        "submissions", limits.submissions(), limits.submissionsWaiting(), limits.submissionsWait());
  }

  private static AdmissionOptions patient(AdmissionOptions usual) {
    Duration patience = usual.patience();
    return new AdmissionOptions(
        usual.name(),
        usual.places(),
        Math.max(usual.waiting(), WAITING_WHILE_BUSY),
        patience.compareTo(PATIENCE_WHILE_BUSY) < 0 ? PATIENCE_WHILE_BUSY : patience);
  }

  private static CollectorOptions options(HoldfastConfig config, Supplier<OpenPolicy> policy) {
    List<BlockedClient> blocked =
        config.collector().blockedClients().stream()
            .map(client -> new BlockedClient(client.softwareName(), client.softwareVersion()))
            .toList();
    return new CollectorOptions(blocked, helperAddresses(config.bouncer().testHelpers()), policy);
  }

  /// The first address of each helper, under the name with hyphens that bouncers use and the one
  /// with underscores that open requests use.
  private static Map<String, String> helperAddresses(List<TestHelperAddress> helpers) {
    Map<String, String> addresses = new LinkedHashMap<>();
    for (TestHelperAddress helper : helpers) {
      addresses.putIfAbsent(helper.name(), helper.address());
      addresses.putIfAbsent(helper.name().replace('-', '_'), helper.address());
    }
    return addresses;
  }
}
