package org.holdfast.edge.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A server with routes shaped like a collector's, for the length of one test.
final class RunningServer implements AfterEachCallback {
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final EdgeServer server;
  private final int port;

  /// Deadlines of a fraction of a second.
  static final Deadlines SHORT =
      new Deadlines(
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofMillis(1500),
          Duration.ofMillis(700),
          10_000,
          Duration.ofSeconds(75),
          Duration.ofMillis(700),
          Duration.ofMillis(300));

  /// Likewise, but for two of them.
  static Deadlines shortBut(Duration keepAliveIdle, Duration linger) {
    return new Deadlines(
        SHORT.header(),
        SHORT.bodySilence(),
        SHORT.body(),
        SHORT.bodyRateGrace(),
        SHORT.bodyBytesPerSecondMin(),
        keepAliveIdle,
        SHORT.drainIdle(),
        linger);
  }

  RunningServer(UnaryOperator<ListenerOptions> options) {
    this(Long.MAX_VALUE, options);
  }

  RunningServer(long bodyBytesHeldMax, UnaryOperator<ListenerOptions> options) {
    this(bodyBytesHeldMax, Routes.builder().build(), options);
  }

  RunningServer(long bodyBytesHeldMax, Routes more, UnaryOperator<ListenerOptions> options) {
    this(EdgeLimits.standard().withBodyBytes(bodyBytesHeldMax), more, options);
  }

  RunningServer(EdgeLimits limits, Routes more, UnaryOperator<ListenerOptions> options) {
    ListenerOptions listener = options.apply(ListenerOptions.http("public", "127.0.0.1", 0));
    Routes routes =
        Routes.builder()
            .post("/report", request -> description(request))
            .post("/report/{id}", request -> description(request).keepingConnection())
            .post("/report/{id}/close", request -> Reply.json(200, "{\"status\":\"success\"}"))
            .get("/large", request -> Reply.json(200, "{\"x\":\"" + "y".repeat(5000) + "\"}"))
            .post("/echo", request -> new Reply(200, Map.of(), request.body(), true))
            .addAll(more)
            .build();
    try {
      server = EdgeServer.start(List.of(listener), routes, meters, limits);
      port = server.listeners().getFirst().port();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Reply description(Request request) {
    ObjectNode seen = JsonNodeFactory.instance.objectNode();
    seen.put("coding", request.contentCoding());
    seen.put("length", request.body().length);
    seen.put("path", request.path());
    seen.put("host", request.header("Host").orElse("none"));
    seen.put("transport", request.transport());
    request
        .source()
        .addressForUseInMemoryOnly()
        .ifPresent(address -> seen.put("source", address.getHostAddress()));
    return Reply.json(seen);
  }

  EdgeServer server() {
    return server;
  }

  URI uri(String path) {
    return URI.create(server.url("public") + path);
  }

  int port() {
    return port;
  }

  double count(String counter, String... tags) {
    var found = meters.find(counter).tags(tags).counter();
    return found == null ? 0 : found.count();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    server.close();
  }
}
