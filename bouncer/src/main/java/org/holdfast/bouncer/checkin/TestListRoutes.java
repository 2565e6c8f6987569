package org.holdfast.bouncer.checkin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.holdfast.model.CountryCode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The URLs for clients from before check-in, up to 3.17 (probe-services §1.11, P23, U17). They say
/// their country as `country_code` or as `probe_cc`.
public final class TestListRoutes {
  private static final int MAX_URLS = 9_999;

  private final TestList testList;
  private final RandomGenerator random;

  private TestListRoutes(TestList testList, RandomGenerator random) {
    this.testList = testList;
    this.random = random;
  }

  /// @param random chooses among the URLs; safe for concurrent use
  public static Routes create(TestList testList, RandomGenerator random) {
    return Routes.builder()
        .get("/api/v1/test-list/urls", new TestListRoutes(testList, random)::urls)
        .build();
  }

  private Reply urls(Request request) {
    CountryCode country =
        request
            .query("country_code")
            .or(() -> request.query("probe_cc"))
            .flatMap(text -> CountryCode.parse(text.toUpperCase(Locale.ROOT)))
            .orElse(CountryCode.UNKNOWN);
    Set<String> categories = CheckIn.categories(request.query("category_codes").orElse(""));
    List<TestUrl> chosen = testList.choose(country, categories, limit(request), random);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .putObject("metadata")
        .put("count", chosen.size())
        .put("current_page", -1)
        .put("limit", -1)
        .put("next_url", "")
        .put("pages", 1);
    ArrayNode results = answer.putArray("results");
    chosen.forEach(url -> results.add(url.toJson()));
    return Reply.json(answer).with("Cache-Control", "max-age=1");
  }

  /// Anything below one means all there is.
  private static int limit(Request request) {
    Optional<String> text = request.query("limit").filter(value -> !value.isBlank());
    if (text.isEmpty()) {
      return MAX_URLS;
    }
    try {
      int limit = Integer.parseInt(text.get().strip());
      return limit < 1 ? MAX_URLS : Math.min(limit, MAX_URLS);
    } catch (NumberFormatException e) {
      throw Refusal.of(422, "invalid-request-field limit", "limit is not a number", "invalid-field")
          .asException();
    }
  }
}
