package org.holdfast.bouncer.discovery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.directory.TypedAddress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Spells typed addresses as JSON: `{"type","address"}` and `front` where there is one.
public final class Addresses {
  private static final String WEB_CONNECTIVITY = "web-connectivity";

  /// The names probes expect lists for, whether we have such a helper or not (P9).
  private static final List<String> EXPECTED_HELPERS =
      List.of(
          "dns", "http-return-json-headers", "ssl", "tcp-echo", "traceroute", "web-connectivity");

  private Addresses() {}

  static ArrayNode list(List<TypedAddress> addresses) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (TypedAddress address : addresses) {
      ObjectNode entry = list.addObject();
      entry.put("type", address.type().word());
      entry.put("address", address.address());
      address.front().ifPresent(front -> entry.put("front", front));
    }
    return list;
  }

  /// The test helpers of a fleet by name, as `/api/v1/test-helpers` and check-in give them.
  ///
  /// Clients try those of `web-connectivity` from the first on, so that their order spreads the
  /// load: `https` ones shuffled, then `cloudfront`, then what those clients pass over, since what
  /// they pass over shifts the index under which they note the one they used (test-helpers §5.1).
  public static JsonNode testHelpers(FleetSnapshot fleet, RandomGenerator random) {
    Map<String, List<TypedAddress>> helpers = fleet.toldTestHelpers(random);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    for (String name : EXPECTED_HELPERS) {
      answer.set(name, list(helpers.getOrDefault(name, List.of())));
    }
    helpers.forEach(
        (name, addresses) ->
            answer.set(
                name,
                list(
                    name.equals(WEB_CONNECTIVITY)
                        ? spread(addresses, fleet.isRotating(), random)
                        : addresses)));
    return answer;
  }

  private static List<TypedAddress> spread(
      List<TypedAddress> addresses, boolean drawn, RandomGenerator random) {
    List<TypedAddress> spread = new ArrayList<>(addresses);
    if (!drawn) {
      Collections.shuffle(spread, random);
    }
    spread.sort(Comparator.comparingInt(Addresses::rank));
    return spread;
  }

  private static int rank(TypedAddress address) {
    return switch (address.type()) {
      case HTTPS -> 0;
      case CLOUDFRONT -> 1;
      case ONION, HTTP, LEGACY -> 2;
    };
  }
}
