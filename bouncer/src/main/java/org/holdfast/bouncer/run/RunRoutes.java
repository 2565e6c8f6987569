package org.holdfast.bouncer.run;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.request.JsonBody;
import org.holdfast.bouncer.testlist.MeasuredCounts;
import org.holdfast.bouncer.testlist.TestList;
import org.holdfast.bouncer.testlist.TestListRoutes;
import org.holdfast.bouncer.testlist.TestUrl;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v2/oonirun/links/{id}`, as the apps ask it, and `POST
/// /api/v2/oonirun/links/{id}/engine-descriptor/{revision}`, as miniooni does.
public final class RunRoutes {
  private static final String LATEST = "latest";
  private static final String PRIORITISED = "websites_list_prioritized";
  private static final int CHARGING_URLS = 100;
  private static final int TIMED_URLS = 20;

  private final Supplier<RunLinks> links;
  private final Supplier<TestList> list;
  private final MeasuredCounts counts;
  private final RandomGenerator random;

  private RunRoutes(
      Supplier<RunLinks> links,
      Supplier<TestList> list,
      MeasuredCounts counts,
      RandomGenerator random) {
    this.links = links;
    this.list = list;
    this.counts = counts;
    this.random = random;
  }

  /// @param links asked once for each request
  /// @param list likewise, for nettests over prioritised URLs
  public static Routes create(
      Supplier<RunLinks> links,
      Supplier<TestList> list,
      MeasuredCounts counts,
      RandomGenerator random) {
    var routes = new RunRoutes(links, list, counts, random);
    return Routes.builder()
        .get("/api/v2/oonirun/links/{id}", routes::link)
        .post("/api/v2/oonirun/links/{id}/engine-descriptor/{revision}", routes::descriptor)
        .build();
  }

  private Reply link(Request request) {
    return Reply.json(find(request)).with("Cache-Control", "no-cache");
  }

  private Reply descriptor(Request request) {
    JsonNode body = JsonBody.readOrEmpty(request);
    JsonNode link = find(request);
    String wanted = request.pathParameter("revision");
    String revision = link.path("revision").asString();
    if (!wanted.equals(LATEST) && !wanted.equals(revision)) {
      throw notFound();
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("revision", revision);
    answer.set("date_created", link.path("date_created"));
    ArrayNode netTests = answer.putArray("nettests");
    for (JsonNode netTest : link.path("nettests")) {
      netTests.add(
          netTest.path("targets_name").asString("").equals(PRIORITISED)
              ? withInputs((ObjectNode) netTest.deepCopy(), body)
              : netTest);
    }
    return Reply.json(answer).with("Cache-Control", "no-cache");
  }

  private ObjectNode withInputs(ObjectNode netTest, JsonNode body) {
    List<TestUrl> urls = list.get().choose(wanted(body), counts, random);
    ArrayNode inputs = netTest.putArray("inputs");
    urls.forEach(url -> inputs.add(url.url()));
    ArrayNode extra = netTest.putArray("inputs_extra");
    TestListRoutes.json(urls)
        .forEach(url -> extra.add(((ObjectNode) url.deepCopy()).without("url")));
    return netTest;
  }

  /// Members that cannot be used count as absent, as at check-in, whose limits hold here too.
  private static TestList.Wanted wanted(JsonNode body) {
    Set<String> categories = new HashSet<>();
    body.path("website_category_codes")
        .forEach(code -> JsonBody.text(code).ifPresent(categories::add));
    int timed = body.path("is_charging").asBoolean(false) ? CHARGING_URLS : TIMED_URLS;
    boolean isManual = body.path("run_type").asString("").equals("manual");
    return new TestList.Wanted(
        text(body, "probe_cc").flatMap(CountryCode::parse).orElse(CountryCode.UNKNOWN),
        text(body, "probe_asn")
            .map(asn -> asn.startsWith("AS") ? asn.substring(2) : asn)
            .flatMap(Asn::parseDigits)
            .orElse(Asn.UNKNOWN),
        categories,
        isManual ? TestList.MAX_URLS : timed);
  }

  private static Optional<String> text(JsonNode body, String member) {
    return JsonBody.text(body.path(member)).map(text -> text.toUpperCase(Locale.ROOT));
  }

  private JsonNode find(Request request) {
    return links.get().link(request.pathParameter("id")).orElseThrow(RunRoutes::notFound);
  }

  private static RefusedException notFound() {
    return Refusal.of(404, "link-not-found", "OONI Run link not found", "not-found").asException();
  }
}
