package org.holdfast.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.credentials.transparency.LogEntry;
import org.holdfast.credentials.transparency.LogKey;
import org.holdfast.credentials.transparency.ParameterLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A monitor finds an issuer who shows different people different things")
class MonitorCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path directory;

  private final List<HttpServer> servers = new ArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final LogKey key = LogKey.generate();
  private final ParameterLog log =
      ParameterLog.empty(key.publicKey()).with(key, NOW, "{\"a\":1}").with(key, NOW, "{\"a\":2}");

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  @Test
  void oneViewForAllIsFine() throws IOException {
    assertThat(monitor(serve(log), serve(log))).isZero();
    assertThat(said.toString(UTF_8)).contains("all 2 see the same 2 entries");
  }

  @Test
  void splitViewIsToldWithBothSignedEntries() throws IOException {
    ParameterLog honest = log.with(key, NOW, "{\"a\":3}");
    ParameterLog targeted = log.with(key, NOW, "{\"a\":3,\"for\":\"you\"}");

    assertThat(monitor(serve(honest), serve(targeted))).isEqualTo(ExitCode.FAILED);
    assertThat(said.toString(UTF_8))
        .contains(honest.last().orElseThrow().text(), targeted.last().orElseThrow().text());
  }

  @Test
  void manifestThatIsNotInTheLogIsTold() throws IOException {
    assertThat(monitor(serve(log), serve(log, "{\"a\":4}"))).isEqualTo(ExitCode.FAILED);
    assertThat(said.toString(UTF_8)).contains("{\"a\":4}");
  }

  @Test
  void versionThatIsSomebodysOwnIsTold() throws IOException {
    String targeted = serve(log.text(), "{\"a\":2}", "for-you");
    assertThat(monitor(serve(log), targeted)).isEqualTo(ExitCode.FAILED);
    assertThat(said.toString(UTF_8)).contains("for-you");
  }

  @Test
  void whoStaysBehindForAnEpochIsTold() throws IOException {
    assertThat(monitor(serve(log), serve(log.with(key, NOW, "{}")))).isEqualTo(ExitCode.FAILED);
    assertThat(said.toString(UTF_8)).contains("logs of 2 and 3 entries");
  }

  @Test
  void changedPastIsTold() throws IOException {
    String state = directory.resolve("state").toString();
    assertThat(monitor("--state", state, serve(log))).isZero();
    assertThat(monitor("--state", state, serve(log.with(key, NOW, "{}")))).isZero();
    ParameterLog another = ParameterLog.empty(key.publicKey()).with(key, NOW, "{\"a\":1}");
    assertThat(monitor("--state", state, serve(another))).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void otherKeyOrBrokenLogIsTold() throws IOException {
    LogKey other = LogKey.generate();
    ParameterLog foreign = ParameterLog.empty(other.publicKey()).with(other, NOW, "{\"a\":1}");
    assertThat(monitor(serve(log), serve(foreign))).isEqualTo(ExitCode.FAILED);
    assertThat(monitor(serve("no log", "{}"))).isEqualTo(ExitCode.FAILED);
  }

  private int monitor(String... arguments) {
    List<String> all = new ArrayList<>(List.of("credentials", "monitor", "--epoch", "PT0S"));
    all.addAll(List.of(arguments));
    PrintStream both = new PrintStream(said, true, UTF_8);
    return HoldfastCommand.run(both, both, all.toArray(String[]::new));
  }

  private String serve(ParameterLog shown) throws IOException {
    return serve(shown, shown.last().map(LogEntry::payload).orElse(""));
  }

  private String serve(ParameterLog shown, String payload) throws IOException {
    return serve(shown.text(), payload);
  }

  private static String manifest(String payload, String version) {
    return "{\"manifest\":" + payload + ",\"meta\":{\"version\":\"" + version + "\"}}";
  }

  private String serve(String text, String payload) throws IOException {
    return serve(text, payload, LogEntry.version(payload));
  }

  private String serve(String text, String payload, String version) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    servers.add(server);
    answer(server, "/api/v1/credentials/log", text);
    answer(server, "/api/v1/manifest", manifest(payload, version));
    server.start();
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void answer(HttpServer server, String path, String text) {
    server.createContext(
        path,
        exchange -> {
          byte[] body = text.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
  }
}
