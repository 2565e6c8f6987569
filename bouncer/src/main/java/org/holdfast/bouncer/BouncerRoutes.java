package org.holdfast.bouncer;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.bouncer.checkin.CheckInRoutes;
import org.holdfast.bouncer.circumvention.ToolRoutes;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.discovery.DiscoveryRoutes;
import org.holdfast.bouncer.geolookup.GeolookupRoutes;
import org.holdfast.bouncer.run.RunRoutes;
import org.holdfast.bouncer.session.SessionRoutes;
import org.holdfast.bouncer.testlist.TestList;
import org.holdfast.bouncer.testlist.TestListRoutes;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import tools.jackson.databind.node.JsonNodeFactory;

/// Everything the bouncer answers, in one table.
///
/// | route | contracts |
/// |---|---|
/// | `GET /` | probe-services §7.2 |
/// | `GET /api/v1/test-helpers` | P9, P10, L61 |
/// | `GET /api/v1/collectors` | P31, L60 |
/// | `POST /bouncer/net-tests` | L55 to L59 |
/// | `POST /bouncer`, `POST /bouncer/test-helpers` | L50 to L54 |
/// | `POST /api/v1/check-in` | P11 to P22, P24 |
/// | `GET /api/v1/test-list/urls` | P23, P24, U17 |
/// | `POST /api/v1/register`, `POST /api/v1/login`, `PUT /api/v1/update/{client_id}` | P25 to P27, U7 |
/// | `GET /api/v1/test-list/tor-targets`, `GET /api/v1/test-list/psiphon-config` | P28 |
/// | `GET /api/v2/ooniprobe/vpn-config/{provider}` | P29 |
/// | `POST /api/v1/geolookup` | P30 |
/// | `GET /api/_/check_report_id` | P32 |
/// | `GET /api/v2/oonirun/links/{id}`, `POST .../engine-descriptor/{revision}`, `GET /api/v1/incidents/search` | P87 |
///
/// Refusals carry `error` and `detail` (U6). oonib's policy, inputs and decks stand beside the
/// collector: [org.holdfast.bouncer.oonib.OonibRoutes].
public final class BouncerRoutes {
  private static final Duration UNTIL_CONFIGURED = Duration.ofSeconds(30);

  private BouncerRoutes() {}

  /// @param snapshot what is told; asked for each request, answers from memory at once
  public static Routes create(Supplier<DiscoverySnapshot> snapshot, BouncerParts parts) {
    Supplier<TestList> testList = () -> snapshot.get().testList();
    return Routes.builder()
        .get("/", request -> Reply.json(200, "{\"msg\":\"hello from holdfast\"}"))
        .get(
            "/api/_/check_report_id",
            request ->
                Reply.json(200, "{\"v\":0,\"found\":true}").with("Cache-Control", "max-age=1"))
        .get("/api/v1/incidents/search", request -> Reply.json(200, "{\"incidents\":[]}"))
        .addAll(DiscoveryRoutes.create(() -> known(snapshot.get().fleet()), parts.random()))
        .addAll(
            CheckInRoutes.create(
                () -> snapshot.get().fleet().orElse(FleetSnapshot.EMPTY),
                testList,
                parts.counts(),
                parts.geo(),
                parts.mint(),
                parts.clock(),
                parts.random()))
        .addAll(TestListRoutes.create(testList, parts.counts(), parts.random()))
        .addAll(SessionRoutes.create(parts.tokens(), parts.clock()))
        .addAll(ToolRoutes.create(() -> snapshot.get().tools(), parts.admits(), parts.random()))
        .addAll(GeolookupRoutes.create(parts.geo()))
        .addAll(
            RunRoutes.create(
                () -> snapshot.get().runLinks(), testList, parts.counts(), parts.random()))
        .build();
  }

  /// A list without anybody would be taken for the truth (legacy contract §2.2).
  private static FleetSnapshot known(Optional<FleetSnapshot> fleet) {
    return fleet.orElseThrow(BouncerRoutes::notConfigured);
  }

  private static RefusedException notConfigured() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return new Refusal(
            503,
            json.stringNode("bouncer-not-configured"),
            json.stringNode("no list of collectors could be read yet"),
            "not-configured",
            Optional.of(UNTIL_CONFIGURED))
        .asException();
  }
}
