package org.holdfast.app.role;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.holdfast.app.config.BouncerConfig;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.bouncer.BouncerRoutes;
import org.holdfast.bouncer.checkin.TestList;
import org.holdfast.bouncer.checkin.TestUrl;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.edge.Routes;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.ReportIdMint;

/// Tells probes where collectors and test helpers are, as the configuration says.
public final class BouncerRole {
  private BouncerRole() {}

  /// The bouncer's routes.
  ///
  /// @param ownUrls where this process's listeners are reached; asked at every request, since ports
  ///   are known only once they are open. They are the collectors where none are configured
  public static Routes create(
      HoldfastConfig config,
      Supplier<List<URI>> ownUrls,
      GeoDatabase geo,
      ReportIdMint mint,
      Clock clock,
      RandomGenerator random) {
    List<TypedAddress> configured =
        config.bouncer().collectors().stream()
            .map(c -> address(c.type(), c.address(), c.front()))
            .toList();
    Map<String, List<TypedAddress>> helpers = helpers(config.bouncer());
    return BouncerRoutes.create(
        () -> FleetSnapshot.of(configured.isEmpty() ? own(ownUrls.get()) : configured, helpers),
        testList(config.bouncer()),
        geo,
        mint,
        clock,
        random);
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

  private static TypedAddress address(
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

  private static TestList testList(BouncerConfig config) {
    if (config.urls().isEmpty()) {
      return TestList.WELL_KNOWN;
    }
    return new TestList(
        config.urls().stream()
            .map(u -> new TestUrl(u.url().toString(), u.categoryCode(), u.countryCode()))
            .toList());
  }
}
