package org.holdfast.bouncer.testlist;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/test-list/urls`, as clients of before 2022 ask it (probe-services §1.11, P23, U17).
public final class TestListRoutes {
  private final Supplier<TestList> list;
  private final MeasuredCounts counts;
  private final RandomGenerator random;

  private TestListRoutes(Supplier<TestList> list, MeasuredCounts counts, RandomGenerator random) {
    this.list = list;
    this.counts = counts;
    this.random = random;
  }

  /// @param list asked once for each request
  public static Routes create(
      Supplier<TestList> list, MeasuredCounts counts, RandomGenerator random) {
    var routes = new TestListRoutes(list, counts, random);
    return Routes.builder().get("/api/v1/test-list/urls", routes::urls).build();
  }

  /// The list as check-in and this route write it.
  public static ArrayNode json(List<TestUrl> urls) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (TestUrl url : urls) {
      list.addObject()
          .put("category_code", url.categoryCode())
          .put("country_code", url.countryCode())
          .put("url", url.url());
    }
    return list;
  }

  private Reply urls(Request request) {
    TestList.Wanted wanted =
        new TestList.Wanted(country(request), Asn.UNKNOWN, categories(request), limit(request));
    List<TestUrl> urls = list.get().choose(wanted, counts, random);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .putObject("metadata")
        .put("count", urls.size())
        .put("current_page", -1)
        .put("limit", -1)
        .put("next_url", "")
        .put("pages", 1);
    answer.set("results", json(urls));
    return Reply.json(answer).with("Cache-Control", "max-age=1");
  }

  /// Go clients say `country_code`, which today's OONI no longer hears, others `probe_cc`.
  private static CountryCode country(Request request) {
    Optional<String> code = given(request, "country_code").or(() -> given(request, "probe_cc"));
    return code.map(
            text ->
                CountryCode.parse(text.toUpperCase(Locale.ROOT))
                    .orElseThrow(() -> invalid("country_code", "is not two letters")))
        .filter(country -> !country.text().equals(TestUrl.EVERYWHERE))
        .orElse(CountryCode.UNKNOWN);
  }

  private static Set<String> categories(Request request) {
    return given(request, "category_codes").stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(code -> code.strip().toUpperCase(Locale.ROOT))
        .filter(code -> !code.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// -1 is all of them; 0 and what lies below give one (probe-services §1.11).
  private static int limit(Request request) {
    int limit = given(request, "limit").map(TestListRoutes::number).orElse(-1);
    if (limit > TestList.MAX_URLS) {
      throw invalid("limit", "is more than " + TestList.MAX_URLS);
    }
    return limit == -1 ? TestList.MAX_URLS : limit;
  }

  private static int number(String text) {
    if (!text.matches("-?[0-9]{1,9}")) {
      throw invalid("limit", "is not a whole number");
    }
    return Integer.parseInt(text);
  }

  private static Optional<String> given(Request request, String name) {
    return request.query(name).filter(text -> !text.isEmpty());
  }

  private static RefusedException invalid(String parameter, String why) {
    return Refusal.of(
            422, "invalid-request-field " + parameter, parameter + " " + why, "invalid-field")
        .asException();
  }
}
