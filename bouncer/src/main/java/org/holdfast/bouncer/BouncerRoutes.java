package org.holdfast.bouncer;

import java.time.Clock;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.checkin.CheckInRoutes;
import org.holdfast.bouncer.checkin.TestList;
import org.holdfast.bouncer.checkin.TestListRoutes;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.discovery.DiscoveryRoutes;
import org.holdfast.bouncer.geolookup.GeolookupRoutes;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.ReportIdMint;

/// Everything the bouncer answers, in one table.
///
/// | route | contracts |
/// |---|---|
/// | `GET /` | probe-services §7.2 |
/// | `GET /api/v1/test-helpers` | P9, P10, L61 |
/// | `GET /api/v1/collectors` | P31, L60 |
/// | `POST /bouncer/net-tests` | L55 to L59 |
/// | `POST /bouncer`, `POST /bouncer/test-helpers` | L50 to L54 |
/// | `POST /api/v1/check-in` | P11 to P20 |
/// | `GET /api/v1/test-list/urls` | P23, U17 |
/// | `POST /api/v1/geolookup` | P30 |
/// | `GET /api/_/check_report_id` | P32 |
///
/// Refusals carry `error` and `detail` (U6).
public final class BouncerRoutes {
  private BouncerRoutes() {}

  /// @param directory where collectors and test helpers are; asked once for each request
  /// @param testList the URLs check-in hands out; [TestList#WELL_KNOWN] where none were chosen
  /// @param geo [GeoDatabase#NONE] where there is no database
  /// @param mint makes the report ids of check-ins; the same as the collector's
  /// @param clock the server's, for `utc_time`
  /// @param random chooses among what is as good as each other; must be safe for concurrent use, as
  ///   `java.util.Random` and `SecureRandom` are
  public static Routes create(
      FleetDirectory directory,
      TestList testList,
      GeoDatabase geo,
      ReportIdMint mint,
      Clock clock,
      RandomGenerator random) {
    return Routes.builder()
        .get("/", request -> Reply.json(200, "{\"msg\":\"hello from holdfast\"}"))
        .get(
            "/api/_/check_report_id",
            request ->
                Reply.json(200, "{\"v\":0,\"found\":true}").with("Cache-Control", "max-age=1"))
        .addAll(DiscoveryRoutes.create(directory, random))
        .addAll(CheckInRoutes.create(directory, testList, geo, mint, clock, random))
        .addAll(TestListRoutes.create(testList, random))
        .addAll(GeolookupRoutes.create(geo))
        .build();
  }
}
