package org.holdfast.pipeline.archive.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A store of one bucket, in memory, that treats conditions as some stores do. It asks for no
/// login.
final class CarelessStore implements AutoCloseable {
  /// What becomes of `If-None-Match: *`.
  enum Conditions {
    KEPT,
    IGNORED,
    REFUSED
  }

  private final HttpServer server;
  private final Conditions conditions;
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final AtomicInteger listings = new AtomicInteger();

  private CarelessStore(HttpServer server, Conditions conditions) {
    this.server = server;
    this.conditions = conditions;
  }

  static CarelessStore start(Conditions conditions) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
    CarelessStore store = new CarelessStore(server, conditions);
    server.createContext("/", store::answer);
    server.start();
    return store;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  Map<String, byte[]> objects() {
    return Map.copyOf(objects);
  }

  /// How often somebody asked what there is.
  int listings() {
    return listings.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String key = exchange.getRequestURI().getPath().replaceFirst("^/bucket/?", "");
      switch (exchange.getRequestMethod()) {
        case "PUT" ->
            send(
                exchange,
                put(key, body, exchange.getRequestHeaders().containsKey("If-None-Match")),
                "");
        case "GET" -> {
          if (key.isEmpty()) {
            listings.incrementAndGet();
            send(exchange, 200, "<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>");
          } else {
            send(exchange, 206, new String(objects.getOrDefault(key, new byte[0]), UTF_8));
          }
        }
        default -> head(exchange, key);
      }
    }
  }

  private synchronized int put(String key, byte[] body, boolean conditional) {
    if (conditional && conditions == Conditions.REFUSED) {
      return 501;
    }
    if (conditional && conditions == Conditions.KEPT && objects.containsKey(key)) {
      return 412;
    }
    objects.put(key, body);
    return 200;
  }

  private void head(HttpExchange exchange, String key) throws IOException {
    byte[] object = objects.get(key);
    if (object != null) {
      exchange.getResponseHeaders().add("Content-Length", Integer.toString(object.length));
    }
    exchange.sendResponseHeaders(object == null ? 404 : 200, -1);
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
