package org.holdfast.testkit.stub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.testkit.traffic.Sense;
import org.holdfast.testkit.wire.Target;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Takes measurements in and shows them, honestly unless a fault is ordered. Recognises the same
/// measurement by its sense, so that an honest stub publishes everything once.
public final class StubServer implements AutoCloseable {
  /// What the stub does wrong to a measurement whose text contains the ordered key.
  public enum Fault {
    NONE,
    /// Acknowledges and forgets.
    LOSE,
    /// Publishes each copy for itself.
    DUPLICATE,
    /// Lists one measurement twice.
    LIST_TWICE,
    /// Shows the body and document of another one.
    SWAP,
    /// Answers 500 without `error`.
    FAIL_QUIETLY,
    /// Answers 503.
    DEFER_ONCE
  }

  private record Kept(String uid, byte[] body, byte[] document) {}

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final Fault fault;
  private final String victim;
  private final Map<String, Kept> published = new LinkedHashMap<>();
  private final Map<Sense, String> uids = new LinkedHashMap<>();
  private final AtomicInteger counter = new AtomicInteger();
  private boolean deferred;

  /// @param victim text in the measurements that the fault hits
  public StubServer(Fault fault, String victim) throws IOException {
    this.fault = fault;
    this.victim = victim;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public Target target() {
    return Target.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
      String route = exchange.getRequestMethod() + " " + path;
      if (route.equals("POST /report")) {
        json(
            exchange,
            200,
            """
            {"backend_version":"stub","report_id":"20260821T091012Z_test_PT_64501_n1_%016d",
             "supported_formats":["yaml","json"]}
            """
                .formatted(counter.incrementAndGet()));
      } else if (route.endsWith("/close") || path.startsWith("/bouncer")) {
        json(exchange, 200, "{\"status\":\"success\",\"net-tests\":[{}]}");
      } else if (route.startsWith("POST /report/") || route.equals("PUT /report")) {
        JsonNode content = JSON.readTree(body).path("content");
        take(exchange, body, content.isString() ? yaml(content) : JSON.writeValueAsBytes(content));
      } else if (route.equals("POST /api/v1/submit_measurement")) {
        byte[] content =
            JSON.readTree(body).path("content").asString().getBytes(StandardCharsets.UTF_8);
        take(exchange, content, content);
      } else if (path.startsWith("/api/v1/measurement/")) {
        show(exchange, Optional.ofNullable(published.get(path.split("/", -1)[4])).map(Kept::body));
      } else if (path.equals("/api/v1/raw_measurement")) {
        show(exchange, Optional.ofNullable(published.get(uid(query))).map(Kept::document));
      } else if (path.equals("/api/v1/measurement_meta")) {
        Optional<Kept> kept = Optional.ofNullable(published.get(uid(query)));
        json(
            exchange, 200, kept.map(k -> "{\"measurement_uid\":\"" + k.uid() + "\"}").orElse("{}"));
      } else if (path.equals("/api/v1/measurements")) {
        search(exchange);
      } else if (path.startsWith("/api/v1/")) {
        json(exchange, 200, "{}");
      } else {
        json(exchange, 404, "{\"error\":404,\"detail\":\"Not Found\"}");
      }
    }
  }

  private synchronized void take(HttpExchange exchange, byte[] body, byte[] document)
      throws IOException {
    boolean hit = new String(document, StandardCharsets.UTF_8).contains(victim);
    Sense sense = Sense.of(document);
    if (hit && fault == Fault.FAIL_QUIETLY) {
      json(exchange, 500, "{}");
      return;
    }
    if (hit && fault == Fault.DEFER_ONCE && !deferred) {
      deferred = true;
      json(exchange, 503, "{\"error\":\"unavailable\",\"detail\":\"later\"}");
      return;
    }
    Optional<String> known = Optional.ofNullable(uids.get(sense));
    String uid = known.orElseGet(() -> "uid-" + counter.incrementAndGet());
    if (hit && fault == Fault.DUPLICATE) {
      uid = "uid-" + counter.incrementAndGet();
    }
    uids.put(sense, uid);
    if (!(hit && fault == Fault.LOSE)) {
      byte[] other = "{\"another\":1}".getBytes(StandardCharsets.UTF_8);
      boolean swap = hit && fault == Fault.SWAP;
      published.putIfAbsent(uid, new Kept(uid, swap ? other : body, swap ? other : document));
    }
    json(
        exchange,
        200,
        """
        {"status":"success","measurement_uid":"%s","verification_status":"unverified",
         "protocol_version":"0.1.0","submit_response":null,"report_id":"x"}
        """
            .formatted(uid));
  }

  private synchronized void search(HttpExchange exchange) throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("metadata").putNull("next_url");
    var results = answer.putArray("results");
    for (Kept kept : published.values()) {
      boolean hit = new String(kept.document(), StandardCharsets.UTF_8).contains(victim);
      for (int i = 0; i < (hit && fault == Fault.LIST_TWICE ? 2 : 1); i++) {
        results.addObject().put("measurement_uid", kept.uid()).put("report_id", "x");
      }
    }
    json(exchange, 200, answer.toString());
  }

  /// An entry of YAML as a document: its text is all of it.
  private static byte[] yaml(JsonNode content) {
    return JSON.writeValueAsBytes(JSON.createObjectNode().put("entry", content.asString()));
  }

  private static String uid(String query) {
    return query.substring(query.indexOf('=') + 1);
  }

  private static void show(HttpExchange exchange, Optional<byte[]> bytes) throws IOException {
    if (bytes.isPresent()) {
      send(exchange, 200, bytes.get());
    } else {
      json(exchange, 404, "{\"error\":\"unknown\",\"detail\":\"unknown\"}");
    }
  }

  private static void json(HttpExchange exchange, int status, String body) throws IOException {
    send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
