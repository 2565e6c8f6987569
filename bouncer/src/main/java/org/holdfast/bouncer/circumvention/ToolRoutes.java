package org.holdfast.bouncer.circumvention;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/test-list/tor-targets`, `GET /api/v1/test-list/psiphon-config` and `GET
/// /api/v2/ooniprobe/vpn-config/{provider}`.
public final class ToolRoutes {
  /// How many endpoints of a VPN one probe gets.
  static final int MAX_ENDPOINTS = 4;

  private static final String BEARER = "bearer ";
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Supplier<Tools> tools;
  private final Predicate<String> admits;
  private final RandomGenerator random;

  private ToolRoutes(Supplier<Tools> tools, Predicate<String> admits, RandomGenerator random) {
    this.tools = tools;
    this.admits = admits;
    this.random = random;
  }

  /// @param tools asked once for each request
  /// @param admits whether a bearer token, empty if there is none, lets its owner at tor-targets
  ///   and psiphon-config
  /// @param random chooses among endpoints; safe for concurrent use
  public static Routes create(
      Supplier<Tools> tools, Predicate<String> admits, RandomGenerator random) {
    var routes = new ToolRoutes(tools, admits, random);
    return Routes.builder()
        .get("/api/v1/test-list/tor-targets", routes::torTargets)
        .get("/api/v1/test-list/psiphon-config", routes::psiphonConfig)
        .get("/api/v2/ooniprobe/vpn-config/{provider}", routes::vpnConfig)
        .build();
  }

  private Reply torTargets(Request request) {
    return guarded(request, tools.get().torTargets(), "tor-targets");
  }

  private Reply psiphonConfig(Request request) {
    return guarded(request, tools.get().psiphonConfig(), "psiphon-config");
  }

  private Reply guarded(Request request, Optional<JsonNode> config, String name) {
    if (!admits.test(bearer(request))) {
      throw Refusal.of(401, "invalid-token", "log in again", "unauthorised").asException();
    }
    return config
        .map(json -> Reply.json(json).with("Cache-Control", "no-cache"))
        .orElseThrow(
            () ->
                Refusal.of(404, "not-configured", "there are no " + name + " here", "not-found")
                    .asException());
  }

  private static String bearer(Request request) {
    String header = request.header("Authorization").orElse("");
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : "";
  }

  /// P29.
  private Reply vpnConfig(Request request) {
    String provider = request.pathParameter("provider");
    VpnConfig config =
        Optional.ofNullable(tools.get().vpnConfigs().get(provider))
            .orElseThrow(
                () ->
                    Refusal.of(404, "provider-not-found", "provider not found", "not-found")
                        .asException());
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("provider", provider).put("protocol", "openvpn");
    answer
        .putObject("config")
        .put("ca", config.ca())
        .put("cert", config.cert())
        .put("key", config.key());
    answer.put("date_updated", MICROSECONDS.format(config.updated()));
    List<String> endpoints = new ArrayList<>(config.endpoints());
    Collections.shuffle(endpoints, random);
    endpoints.stream().limit(MAX_ENDPOINTS).forEach(answer.putArray("endpoints")::add);
    return Reply.json(answer).with("Cache-Control", "no-cache");
  }
}
