package org.holdfast.bouncer.discovery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.bouncer.directory.Collector;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.request.JsonBody;
import org.holdfast.edge.RefusedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Answers `test-helpers` of ooniprobe 1.0 to 1.4: an address for each name and a collector to go
/// with it (legacy contract §2.4, L50 to L53).
final class TestHelperNames {
  private TestHelperNames() {}

  /// @param body has a `test-helpers` member
  /// @return for an unknown name an object with `error`, which goes out with status 200: that
  ///   client looks at nothing else (L50)
  /// @throws RefusedException 400 `invalid-request` if it is not a list of texts
  static JsonNode answer(JsonNode body, FleetChoice choice) {
    if (!body.path("test-helpers").isArray()) {
      throw JsonBody.invalid("test-helpers is not a list");
    }
    List<String> names = JsonBody.texts(body, "test-helpers");
    Map<String, Chosen> chosen = new LinkedHashMap<>();
    for (String name : names) {
      Optional<Chosen> one =
          chosen.values().stream()
              .map(Chosen::collector)
              .filter(earlier -> earlier.testHelpers().containsKey(name))
              .findFirst()
              .or(() -> choice.collectorWith(name))
              .map(collector -> new Chosen(collector, collector.testHelper(name).getFirst()))
              .or(() -> ofHelperNode(name, choice));
      if (one.isEmpty()) {
        return notFound();
      }
      chosen.put(name, one.get());
    }
    return answer(chosen, choice.openCollector());
  }

  private record Chosen(Collector collector, TypedAddress address) {}

  /// A machine with helpers alone goes with any collector.
  private static Optional<Chosen> ofHelperNode(String name, FleetChoice choice) {
    return choice
        .openCollector()
        .flatMap(
            collector ->
                choice
                    .helper(collector, name)
                    .map(helper -> new Chosen(collector, helper.primary())));
  }

  private static ObjectNode answer(Map<String, Chosen> chosen, Optional<Collector> open) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    chosen.forEach(
        (name, one) ->
            answer
                .putObject(name)
                .put("collector", one.collector().primary().address())
                .put("address", one.address().address()));
    answer
        .putObject("default")
        .put("collector", open.map(collector -> collector.primary().address()).orElse(null));
    return answer;
  }

  private static ObjectNode notFound() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("error", "test-helper-not-found")
        .put("detail", "there is no test helper of one of these names");
  }
}
