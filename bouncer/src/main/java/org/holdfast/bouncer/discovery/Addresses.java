package org.holdfast.bouncer.discovery;

import java.util.List;
import java.util.Map;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.directory.TypedAddress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Spells typed addresses as JSON: `{"type","address"}` and `front` where there is one.
public final class Addresses {
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
  public static JsonNode testHelpers(FleetSnapshot fleet) {
    Map<String, List<TypedAddress>> helpers = fleet.openTestHelpers();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    for (String name : EXPECTED_HELPERS) {
      answer.set(name, list(helpers.getOrDefault(name, List.of())));
    }
    helpers.forEach((name, addresses) -> answer.set(name, list(addresses)));
    return answer;
  }
}
