package org.holdfast.app.role;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.holdfast.app.config.BouncerConfig;
import org.holdfast.bouncer.BouncerParts;
import org.holdfast.bouncer.BouncerRoutes;
import org.holdfast.bouncer.DiscoveryFiles;
import org.holdfast.bouncer.DiscoveryPaths;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.session.SessionTokens;
import org.holdfast.bouncer.testlist.MeasuredCounts;
import org.holdfast.bouncer.testlist.TestList;
import org.holdfast.bouncer.testlist.TestUrl;
import org.holdfast.edge.Routes;
import org.holdfast.edge.watch.PeriodicLook;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.FleetKey;
import org.holdfast.model.id.ReportIdMint;

/// Tells probes where collectors and test helpers are and what to measure, as the configuration and
/// the operator's files say.
public final class BouncerRole implements AutoCloseable {
  private static final Duration FILES_LOOKED_AT_EVERY = Duration.ofSeconds(10);

  /// Less than probes notice: oonib read this file anew for each of them.
  private static final Duration IMPORT_LOOKED_AT_EVERY = Duration.ofSeconds(1);

  private final DiscoveryFiles files;
  private final Routes routes;
  private final List<PeriodicLook> looks;

  private BouncerRole(DiscoveryFiles files, Routes routes, List<PeriodicLook> looks) {
    this.files = files;
    this.routes = routes;
    this.looks = List.copyOf(looks);
  }

  /// Reads the files, as far as they are there, and begins to watch them.
  ///
  /// @param fleet what is told where no bouncer file is imported
  public static BouncerRole start(
      BouncerConfig config,
      FleetDirectory fleet,
      GeoDatabase geo,
      MeasuredCounts counts,
      FleetKey fleetKey,
      ReportIdMint mint,
      Clock clock,
      RandomGenerator random,
      MeterRegistry meters) {
    DiscoveryFiles files = DiscoveryFiles.read(paths(config), fleet, urls(config), meters);
    BouncerParts parts =
        new BouncerParts(
            geo,
            counts,
            mint,
            new SessionTokens(fleetKey, clock),
            config.tokenRequired(),
            clock,
            random);
    return new BouncerRole(
        files,
        BouncerRoutes.create(files, parts),
        List.of(
            PeriodicLook.start("discovery-files", FILES_LOOKED_AT_EVERY, files::look),
            PeriodicLook.start("bouncer-import", IMPORT_LOOKED_AT_EVERY, files::lookAtImport)));
  }

  /// What probes ask.
  public Routes routes() {
    return routes;
  }

  /// What is wrong with the operator's files.
  public List<String> notes() {
    return files.faults();
  }

  /// Stops looking at files; answers go on.
  @Override
  public void close() {
    looks.forEach(PeriodicLook::close);
  }

  private static DiscoveryPaths paths(BouncerConfig config) {
    BouncerConfig.DiscoveryFiles files = config.files();
    return new DiscoveryPaths(
        files.importFile(),
        files.testLists(),
        files.prioritisation(),
        files.torTargets(),
        files.psiphonConfig(),
        files.vpnConfigs(),
        files.runLinks());
  }

  /// The fleet as it is written in the configuration.
  ///
  /// @param ownUrls where this process's listeners are reached; asked at every request, since ports
  ///   are known only once they are open. They are the collectors where none are configured
  public static FleetDirectory configured(BouncerConfig config, Supplier<List<URI>> ownUrls) {
    List<TypedAddress> configured =
        config.collectors().stream().map(c -> address(c.type(), c.address(), c.front())).toList();
    Map<String, List<TypedAddress>> helpers = helpers(config);
    return () -> FleetSnapshot.of(configured.isEmpty() ? own(ownUrls.get()) : configured, helpers);
  }

  private static List<TypedAddress> own(List<URI> urls) {
    return urls.stream().map(url -> TypedAddress.of(url.toString())).toList();
  }

  private static Map<String, List<TypedAddress>> helpers(BouncerConfig config) {
    Map<String, List<TypedAddress>> helpers = new LinkedHashMap<>();
    for (BouncerConfig.TestHelperAddress helper : config.testHelpers()) {
      helpers
          .computeIfAbsent(helper.name(), name -> new ArrayList<>())
          .add(address(helper.type(), helper.address(), helper.front()));
    }
    return helpers;
  }

  static TypedAddress address(
      BouncerConfig.AddressType type, String address, Optional<String> front) {
    return new TypedAddress(
        switch (type) {
          case HTTPS -> AddressType.HTTPS;
          case CLOUDFRONT -> AddressType.CLOUDFRONT;
          case ONION -> AddressType.ONION;
          case HTTP -> AddressType.HTTP;
          case LEGACY -> AddressType.LEGACY;
        },
        address,
        front);
  }

  private static List<TestUrl> urls(BouncerConfig config) {
    return config.urls().isEmpty()
        ? TestList.WELL_KNOWN
        : config.urls().stream()
            .map(u -> new TestUrl(u.url().toString(), u.categoryCode(), u.countryCode()))
            .toList();
  }
}
