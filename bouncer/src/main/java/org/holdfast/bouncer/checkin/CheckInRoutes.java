package org.holdfast.bouncer.checkin;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.discovery.Addresses;
import org.holdfast.bouncer.request.JsonBody;
import org.holdfast.bouncer.testlist.MeasuredCounts;
import org.holdfast.bouncer.testlist.TestList;
import org.holdfast.bouncer.testlist.TestListRoutes;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.ReportIdMint;
import org.holdfast.model.id.TestName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Answers check-ins (probe-services §1.7, P11 to P20).
public final class CheckInRoutes {
  private static final String WEB_CONNECTIVITY = "web_connectivity";

  /// The nettests that get a report id besides web_connectivity.
  private static final List<String> OTHER_NETTESTS =
      List.of(
          "bridge_reachability",
          "dash",
          "dns_consistency",
          "dnscheck",
          "facebook_messenger",
          "http_header_field_manipulation",
          "http_host",
          "http_invalid_request_line",
          "http_requests",
          "meek_fronted_requests_test",
          "multi_protocol_traceroute",
          "ndt",
          "psiphon",
          "riseupvpn",
          "tcp_connect",
          "telegram",
          "tor",
          "urlgetter",
          "vanilla_tor",
          "whatsapp");

  private final FleetDirectory directory;
  private final Supplier<TestList> testList;
  private final MeasuredCounts counts;
  private final GeoDatabase geo;
  private final ReportIdMint mint;
  private final Clock clock;
  private final RandomGenerator random;

  private CheckInRoutes(
      FleetDirectory directory,
      Supplier<TestList> testList,
      MeasuredCounts counts,
      GeoDatabase geo,
      ReportIdMint mint,
      Clock clock,
      RandomGenerator random) {
    this.directory = directory;
    this.testList = testList;
    this.counts = counts;
    this.geo = geo;
    this.mint = mint;
    this.clock = clock;
    this.random = random;
  }

  /// @param testList asked once for each request
  /// @param counts what the fleet has measured lately
  /// @param random chooses among the URLs; safe for concurrent use
  public static Routes create(
      FleetDirectory directory,
      Supplier<TestList> testList,
      MeasuredCounts counts,
      GeoDatabase geo,
      ReportIdMint mint,
      Clock clock,
      RandomGenerator random) {
    var routes = new CheckInRoutes(directory, testList, counts, geo, mint, clock, random);
    return Routes.builder().post("/api/v1/check-in", routes::checkIn).build();
  }

  private Reply checkIn(Request request) {
    JsonNode body = JsonBody.readOrEmpty(request);
    if (!body.isObject()) {
      throw JsonBody.invalid("not a JSON object");
    }
    CheckIn checkIn = CheckIn.from(body);
    Optional<GeoDatabase.Answer> observed =
        request.source().addressForUseInMemoryOnly().flatMap(geo::find);
    return Reply.json(answer(checkIn, observed)).with("Cache-Control", "no-cache");
  }

  private ObjectNode answer(CheckIn checkIn, Optional<GeoDatabase.Answer> observed) {
    VantagePoint seen = observed.map(GeoDatabase.Answer::vantagePoint).orElse(VantagePoint.UNKNOWN);
    // Claimed and observed, each by itself: P17, P18.
    VantagePoint measuredFrom =
        new VantagePoint(
            checkIn.countryCode().orElse(seen.countryCode()), checkIn.asn().orElse(seen.asn()));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("v", 1);
    answer.put("probe_cc", seen.countryCode().text());
    answer.put("probe_asn", seen.asn().toString());
    answer.put("probe_network_name", observed.map(CheckInRoutes::networkName).orElse(null));
    answer.put("utc_time", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    answer.set("conf", conf());
    answer.set("tests", tests(checkIn, measuredFrom));
    return answer;
  }

  /// What the field writes where a database knows the network but not its name.
  private static String networkName(GeoDatabase.Answer answer) {
    return answer.networkName().isEmpty() ? "0" : answer.networkName();
  }

  /// Features are booleans and nothing else, or today's probes cannot read the answer at all (P12).
  private ObjectNode conf() {
    ObjectNode conf = JsonNodeFactory.instance.objectNode();
    conf.putObject("features")
        .put("torsf_enabled", false)
        .put("vanilla_tor_enabled", false)
        .put("openvpn_enabled", false)
        .put("webconnectivity_0.5", true);
    conf.set("test_helpers", Addresses.testHelpers(directory.snapshot(), random));
    return conf;
  }

  private ObjectNode tests(CheckIn checkIn, VantagePoint measuredFrom) {
    ObjectNode tests = JsonNodeFactory.instance.objectNode();
    ObjectNode webConnectivity = withReportId(tests, WEB_CONNECTIVITY, measuredFrom);
    webConnectivity.set("urls", urls(checkIn, measuredFrom));
    for (String name : OTHER_NETTESTS) {
      withReportId(tests, name, measuredFrom);
    }
    return tests;
  }

  private ObjectNode withReportId(ObjectNode tests, String name, VantagePoint measuredFrom) {
    return tests
        .putObject(name)
        .put("report_id", mint.mint(TestName.fromClaim(name), measuredFrom).text());
  }

  private ArrayNode urls(CheckIn checkIn, VantagePoint measuredFrom) {
    TestList.Wanted wanted =
        new TestList.Wanted(
            measuredFrom.countryCode(),
            measuredFrom.asn(),
            checkIn.categories(),
            checkIn.urlLimit());
    return TestListRoutes.json(testList.get().choose(wanted, counts, random));
  }
}
