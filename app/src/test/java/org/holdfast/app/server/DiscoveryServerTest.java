package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator keeps in files, asked for over a real port.
class DiscoveryServerTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final byte[] INPUT = "http://example.org/\n".getBytes(StandardCharsets.UTF_8);
  private static final String ID = Sha256.of(INPUT).hex();

  @TempDir Path directory;

  private BalancedServer server;

  @BeforeEach
  void start() throws Exception {
    Files.createDirectories(directory.resolve("lists"));
    Files.createDirectories(directory.resolve("inputs"));
    Files.write(directory.resolve("inputs").resolve(ID), INPUT);
    write("lists/it.csv", "url,category_code\nhttps://a.example/,NEWS\n");
    write("policy.yaml", "nettest: [{name: tt, version: 1}]");
    write("bouncer.yaml", "collector: {'https://old.example.org': {}}");
    String config =
        """
        roles: [collector, bouncer]
        bouncer:
          import: %1$s/bouncer.yaml
          test-lists: %1$s/lists
          prioritisation: %1$s/absent.yaml
        collector:
          policy: %1$s/policy.yaml
          inputs: %1$s/inputs
        """;
    server =
        Servers.start(directory.resolve("data"), config.formatted(directory), new StopSignal());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  @DisplayName("L62: an edited bouncer file shows by itself; L63: wrong method and path")
  void editedBouncerFileShowsByItself() throws IOException {
    assertThat(ask("GET", "/api/v1/collectors", "").text()).contains("https://old.example.org");

    write("bouncer.yaml", "collector: {'https://new.example.org': {}}");

    await()
        .atMost(SOON)
        .until(() -> ask("GET", "/api/v1/collectors", "").text().contains("new.example.org"));
    assertThat(ask("GET", "/bouncer", "").text()).startsWith("{\"error\":405,");
    assertThat(ask("GET", "/nope", "").text()).startsWith("{\"error\":404,");
  }

  @Test
  @DisplayName(
      "L45, L47, L23: policy and inputs stand beside the collector, which minds its policy")
  void policyAndInputsAreServed() throws IOException {
    String open =
        "{\"software_name\":\"t\",\"software_version\":\"1\",\"test_name\":\"%s\","
            + "\"test_version\":\"1\",\"format\":\"json\",\"input_hashes\":[]}";

    assertThat(ask("GET", "/policy/nettest", "").text())
        .isEqualTo("[{\"name\":\"tt\",\"version\":\"1\"}]");
    assertThat(ask("PUT", "/policy/input", "").text()).startsWith("{\"error\":405,");
    assertThat(ask("GET", "/input/" + ID + "/file", "").body()).isEqualTo(INPUT);
    assertThat(ask("GET", "/deck", "").text()).isEqualTo("[]");
    assertThat(ask("POST", "/report", open.formatted("tt")).status()).isEqualTo(200);
    Answer refused = ask("POST", "/report", open.formatted("other"));
    assertThat(refused.status()).isEqualTo(406);
    assertThat(refused.member("error")).hasValue("invalid-nettest-name");
  }

  @Test
  @DisplayName("P25, P27: a session over HTTP; nothing of an update appears on /metrics")
  void sessionLeavesNothingBehind() throws IOException {
    String id = ask("POST", "/api/v1/register", "{}").member("client_id").orElseThrow();
    Answer update = ask("PUT", "/api/v1/update/" + id, "{\"password\":\"open-sesame\"}");
    Answer login =
        ask("POST", "/api/v1/login", "{\"username\":\"" + id + "\",\"password\":\"open-sesame\"}");

    assertThat(update.text()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(login.member("token")).isPresent();
    assertThat(admin("/metrics").text()).doesNotContain("open-sesame").doesNotContain(id);
  }

  @Test
  @DisplayName("I10: an absent file is an alarm and a note, and nothing waits for it")
  void absentFileIsAnAlarm() throws IOException {
    assertThat(admin("/metrics").text())
        .contains("holdfast_watched_files_refused{files=\"prioritisation\"} 1")
        .contains("holdfast_watched_files_refused{files=\"test-lists\"} 0");
    assertThat(admin("/health/ready").text())
        .contains("prioritisation: ")
        .contains("does not exist");
    assertThat(
            ask("GET", "/api/v1/test-list/urls?category_codes=NEWS&country_code=IT&limit=10", "")
                .text())
        .contains("https://a.example/");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private Answer admin(String path) throws IOException {
    return exchange("admin", WireRequest.of("GET", path), "");
  }

  private Answer ask(String method, String path, String body) throws IOException {
    return exchange("public", WireRequest.of(method, path), body);
  }

  private Answer exchange(String listener, WireRequest request, String body) throws IOException {
    Target target = Servers.listener(server, listener);
    WireRequest withHost = request.header("Host", target.authority());
    return WireConnection.once(
        target, body.isEmpty() ? withHost : withHost.sized(body.getBytes(StandardCharsets.UTF_8)));
  }
}
