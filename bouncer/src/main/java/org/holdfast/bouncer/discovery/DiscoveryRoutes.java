package org.holdfast.bouncer.discovery;

import java.util.List;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.request.JsonBody;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import tools.jackson.databind.JsonNode;

/// The routes that say which collectors and test helpers there are.
public final class DiscoveryRoutes {
  private final FleetDirectory directory;
  private final RandomGenerator random;

  private DiscoveryRoutes(FleetDirectory directory, RandomGenerator random) {
    this.directory = directory;
    this.random = random;
  }

  /// @param random chooses among collectors that are as good as each other; safe for concurrent use
  public static Routes create(FleetDirectory directory, RandomGenerator random) {
    var routes = new DiscoveryRoutes(directory, random);
    return Routes.builder()
        .get("/api/v1/collectors", routes::collectors)
        .get("/api/v1/test-helpers", routes::testHelpers)
        .post("/bouncer/net-tests", routes::netTests)
        .post("/bouncer/test-helpers", routes::testHelperNames)
        .post("/bouncer", routes::either)
        .build();
  }

  /// L60, P31.
  private Reply collectors(Request request) {
    List<TypedAddress> addresses =
        directory.snapshot().toldCollectors(random).stream()
            .flatMap(collector -> collector.addresses().stream())
            .distinct()
            .toList();
    return uncached(Addresses.list(addresses));
  }

  /// L61, P9, P10.
  private Reply testHelpers(Request request) {
    return uncached(Addresses.testHelpers(directory.snapshot(), random));
  }

  /// L55 to L59.
  private Reply netTests(Request request) {
    return uncached(NetTests.answer(JsonBody.read(request).path("net-tests"), choice()));
  }

  /// L50 to L53.
  private Reply testHelperNames(Request request) {
    return uncached(TestHelperNames.answer(JsonBody.read(request), choice()));
  }

  /// One path for both, as ooniprobe 1.0 knew it (L54, L59).
  private Reply either(Request request) {
    JsonNode body = JsonBody.read(request);
    if (!body.isContainer()) {
      throw JsonBody.invalid("neither an object nor a list");
    }
    if (body.has("test-helpers")) {
      return uncached(TestHelperNames.answer(body, choice()));
    }
    if (body.has("net-tests")) {
      return uncached(NetTests.answer(body.path("net-tests"), choice()));
    }
    throw Refusal.of(
            400,
            "test-helpers-or-net-test-key-missing",
            "either test-helpers or net-tests is expected",
            "invalid-request")
        .asException();
  }

  private FleetChoice choice() {
    return new FleetChoice(directory.snapshot(), random);
  }

  private static Reply uncached(JsonNode body) {
    return Reply.json(body).with("Cache-Control", "no-cache");
  }
}
