package org.holdfast.bouncer.discovery;

import java.util.List;
import java.util.stream.Stream;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.Collector;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.request.JsonBody;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Answers `net-tests`: for each nettest a collector and the addresses of its helpers (legacy
/// contract §2.3, L55 to L59).
final class NetTests {
  /// A deck of the largest kind has a few dozen.
  private static final int MAX_ENTRIES = 1_000;

  private NetTests() {}

  /// @param entries the `net-tests` member
  /// @throws RefusedException 400 `invalid-request`, 404 `collector-not-found`
  static JsonNode answer(JsonNode entries, FleetChoice choice) {
    if (!entries.isArray()) {
      throw JsonBody.invalid("net-tests is not a list");
    }
    if (entries.size() > MAX_ENTRIES) {
      throw JsonBody.invalid("net-tests has more than " + MAX_ENTRIES + " entries");
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode answers = answer.putArray("net-tests");
    for (JsonNode entry : entries) {
      answers.add(answerOne(entry, choice));
    }
    return answer;
  }

  private static ObjectNode answerOne(JsonNode entry, FleetChoice choice) {
    String name =
        JsonBody.text(entry.path("name"))
            .orElseThrow(() -> JsonBody.invalid("an entry of net-tests has no name"));
    List<String> inputHashes = JsonBody.texts(entry, "input-hashes");
    List<String> helpers = JsonBody.texts(entry, "test-helpers");
    Collector collector =
        choice.collector(name, inputHashes, helpers).orElseThrow(NetTests::notFound);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("name", entry.path("name"));
    answer.set("version", echoed(entry, "version"));
    answer.set("input-hashes", echoed(entry, "input-hashes"));
    answer.put("collector", collector.primary().address());
    answer.set("collector-alternate", Addresses.list(alternates(collector, choice)));
    ObjectNode primaries = answer.putObject("test-helpers");
    ObjectNode alternates = answer.putObject("test-helpers-alternate");
    for (String helper : helpers) {
      FleetChoice.Chosen chosen = choice.helper(collector, helper).orElseThrow(NetTests::notFound);
      primaries.put(helper, chosen.primary().address());
      if (!chosen.alternates().isEmpty()) {
        alternates.set(helper, Addresses.list(chosen.alternates()));
      }
    }
    return answer;
  }

  /// Clients find their entry by what they sent, type included.
  private static JsonNode echoed(JsonNode entry, String member) {
    return entry.has(member) ? entry.path(member) : JsonNodeFactory.instance.nullNode();
  }

  /// measurement-kit looks among the alternates alone, and only at `https` ones, so that an https
  /// primary stands there too (legacy contract §2.7), and another collector's where this one has
  /// none.
  private static List<TypedAddress> alternates(Collector collector, FleetChoice choice) {
    if (collector.primary().type() == AddressType.HTTPS) {
      return collector.addresses();
    }
    boolean hasHttps = collector.alternates().stream().anyMatch(a -> a.type() == AddressType.HTTPS);
    return hasHttps
        ? collector.alternates()
        : Stream.concat(collector.alternates().stream(), choice.httpsOfAnother().stream()).toList();
  }

  private static RefusedException notFound() {
    return Refusal.of(
            404,
            "collector-not-found",
            "no collector takes this nettest and offers its test helpers",
            "collector-not-found")
        .asException();
  }
}
