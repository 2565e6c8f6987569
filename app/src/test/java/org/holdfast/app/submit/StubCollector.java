package org.holdfast.app.submit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A collector that takes everything, but what a test makes it refuse.
final class StubCollector implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  record Received(String path, JsonNode body) {
    /// The document of a submission, whichever way it came.
    JsonNode document() {
      JsonNode content = body.path("content");
      return content.isString() && path.startsWith("/api/")
          ? JSON.readTree(content.stringValue())
          : content;
    }
  }

  record Reply(int status, String body, Map<String, String> headers) {
    static Reply of(int status, String body) {
      return new Reply(status, body, Map.of());
    }
  }

  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile Function<Received, Reply> behaviour = this::accept;

  StubCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// Everything that arrived, in order.
  List<Received> received() {
    return received;
  }

  List<Received> receivedAt(String pathPattern) {
    return received.stream().filter(r -> r.path().matches(pathPattern)).toList();
  }

  void forget() {
    received.clear();
  }

  void behave(Function<Received, Reply> newBehaviour) {
    behaviour = newBehaviour;
  }

  Reply accept(Received request) {
    int n = count.incrementAndGet();
    if (request.path().equals("/report")) {
      return Reply.of(200, "{\"report_id\":\"NEW" + n + "\",\"backend_version\":\"1\"}");
    }
    if (request.path().endsWith("/close")) {
      return Reply.of(200, "{\"status\":\"success\"}");
    }
    String uid = "\"measurement_uid\":\"uid" + n + "\"";
    return Reply.of(200, "{\"status\":\"success\"," + uid + ",\"error\":null}");
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    JsonNode body = bytes.length == 0 ? JSON.missingNode() : JSON.readTree(bytes);
    Received request = new Received(exchange.getRequestURI().getPath(), body);
    received.add(request);
    Reply reply = behaviour.apply(request);
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    byte[] answer = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
