package org.holdfast.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.credentials.transparency.LogEntry;
import org.holdfast.credentials.transparency.LogKey;
import org.holdfast.credentials.transparency.ParameterLog;
import org.holdfast.testkit.proxy.SocksProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A monitor finds an issuer who shows different people different things")
class MonitorCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path directory;

  private final List<ShowingServer> servers = new ArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final LogKey key = LogKey.generate();
  private final ParameterLog log =
      ParameterLog.empty(key.publicKey()).with(key, NOW, "{\"a\":1}").with(key, NOW, "{\"a\":2}");

  @AfterEach
  void stop() {
    servers.forEach(ShowingServer::close);
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
  void manifestThatIsSaidTwiceIsTold() throws IOException {
    String version = LogEntry.version("{\"a\":2}");
    String targeted =
        serve(
            log.text(),
            "{\"a\":2}",
            version + "\"},\"manifest\":{\"a\":3},\"meta\":{\"version\":\"" + version);
    assertThat(monitor(serve(log), targeted)).isEqualTo(ExitCode.FAILED);
    assertThat(said.toString(UTF_8)).contains("{\"a\":3}");
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
    assertThat(monitor(serve("no log", "{}", ""))).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void whoCannotBeAskedIsNamedAndHidesNobody() throws IOException {
    ParameterLog honest = log.with(key, NOW, "{\"a\":3}");
    ParameterLog targeted = log.with(key, NOW, "{\"a\":4}");
    String gone;
    try (ShowingServer server = ShowingServer.plain()) {
      gone = server.url();
    }
    assertThat(monitor(serve(log), gone)).isEqualTo(ExitCode.FAILED);
    assertThat(monitor(gone, serve(honest), serve(targeted))).isEqualTo(ExitCode.FAILED);
    assertThat(said.toString(UTF_8))
        .contains(gone + " cannot be looked at", targeted.last().orElseThrow().text());
  }

  @Test
  void onionIsAskedThroughTheProxyOverCircuitsOfItsOwn() throws IOException {
    ShowingServer onion = server().show(log);
    try (SocksProxy proxy =
        SocksProxy.start(Map.of("abc.onion:80", onion.port(), "xyz.onion:80", onion.port()))) {
      String[] ways = {serve(log), "http://abc.onion", "http://xyz.onion"};
      assertThat(monitorThrough(proxy, ways)).isZero();
      assertThat(said.toString(UTF_8)).contains("all 3 see the same 2 entries");
      assertThat(onion.hosts()).contains("abc.onion", "xyz.onion");
      assertThat(proxy.visits().stream().map(SocksProxy.Visit::isolation).distinct()).hasSize(2);

      ParameterLog targeted = log.with(key, NOW, "{\"a\":3,\"for\":\"you\"}");
      onion.show(targeted);
      ParameterLog honest = log.with(key, NOW, "{\"a\":3}");
      assertThat(monitorThrough(proxy, serve(honest), "http://abc.onion"))
          .isEqualTo(ExitCode.FAILED);
      assertThat(said.toString(UTF_8))
          .contains(
              "http://abc.onion are shown different entries",
              honest.last().orElseThrow().text(),
              targeted.last().orElseThrow().text());
    }
  }

  private int monitorThrough(SocksProxy proxy, String... urls) {
    List<String> all =
        new ArrayList<>(List.of("--socks", "127.0.0.1:" + proxy.address().getPort()));
    all.addAll(List.of(urls));
    return monitor(all.toArray(String[]::new));
  }

  @Test
  void wayThatIsNoneIsToldBeforeAnybodyIsAsked() {
    assertThat(monitor("http://abc.onion")).isEqualTo(ExitCode.USAGE);
    assertThat(monitor("http://abc.example#socks")).isEqualTo(ExitCode.USAGE);
    assertThat(said.toString(UTF_8)).contains("needs --socks");
    assertThat(monitor("http://abc.example#by-car")).isEqualTo(ExitCode.USAGE);
    assertThat(monitor("http://abc.example#front=")).isEqualTo(ExitCode.USAGE);
    assertThat(monitor("abc.example")).isEqualTo(ExitCode.USAGE);
    assertThat(monitor("--socks", "9050", "http://abc.onion")).isEqualTo(ExitCode.USAGE);
    assertThat(said.toString(UTF_8)).contains("'by-car' is no way", "'9050' is no HOST:PORT");
  }

  private int monitor(String... arguments) {
    List<String> all = new ArrayList<>(List.of("credentials", "monitor", "--epoch", "PT0S"));
    all.addAll(List.of(arguments));
    PrintStream both = new PrintStream(said, true, UTF_8);
    return HoldfastCommand.run(both, both, all.toArray(String[]::new));
  }

  private String serve(ParameterLog shown) throws IOException {
    return server().show(shown).url();
  }

  private String serve(ParameterLog shown, String payload) throws IOException {
    return server().show(shown, payload).url();
  }

  private String serve(String text, String payload, String version) throws IOException {
    return server().show(text, payload, version).url();
  }

  private ShowingServer server() throws IOException {
    ShowingServer server = ShowingServer.plain();
    servers.add(server);
    return server;
  }
}
