package org.holdfast.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.holdfast.credentials.transparency.LogEntry;
import org.holdfast.credentials.transparency.ParameterLog;

/// A collector that shows whoever asks the log and manifest it was told to.
final class ShowingServer implements AutoCloseable {
  private final HttpServer server;
  private final List<String> hosts = new CopyOnWriteArrayList<>();
  private volatile String log = "";
  private volatile String manifest = "";

  private ShowingServer(HttpServer server) {
    this.server = server;
    answer("/api/v1/credentials/log", () -> log);
    answer("/api/v1/manifest", () -> manifest);
    server.start();
  }

  static ShowingServer plain() throws IOException {
    return new ShowingServer(HttpServer.create(loopback(), 0));
  }

  static ShowingServer secure(SSLContext identity) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity));
    return new ShowingServer(server);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  ShowingServer show(ParameterLog shown) {
    return show(shown, shown.last().map(LogEntry::payload).orElse(""));
  }

  ShowingServer show(ParameterLog shown, String payload) {
    return show(shown.text(), payload, LogEntry.version(payload));
  }

  ShowingServer show(String text, String payload, String version) {
    log = text;
    manifest = "{\"manifest\":" + payload + ",\"meta\":{\"version\":\"" + version + "\"}}";
    return this;
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /// The `Host` of every request so far.
  List<String> hosts() {
    return List.copyOf(hosts);
  }

  private interface Text {
    String now();
  }

  private void answer(String path, Text text) {
    server.createContext(path, exchange -> send(exchange, text.now().getBytes(UTF_8)));
  }

  private void send(HttpExchange exchange, byte[] body) throws IOException {
    hosts.add(exchange.getRequestHeaders().getFirst("Host"));
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
