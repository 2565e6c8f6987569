package org.holdfast.bouncer.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import org.holdfast.bouncer.fixture.InProcessClient;
import org.holdfast.bouncer.fixture.InProcessClient.Answer;
import org.holdfast.bouncer.fixture.Parts;
import org.holdfast.edge.Routes;
import org.holdfast.model.id.FleetKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class SessionTest {
  private static final Instant NOW = Instant.parse("2026-08-21T09:10:11.987Z");
  private static final String REGISTER = "/api/v1/register";
  private static final String LOGIN = "/api/v1/login";

  private final InProcessClient client = at(NOW);

  @Test
  @DisplayName("P25: register, login, and a token that holds for seven days")
  void registeredClientLogsIn() {
    Answer registered =
        client.post(
            REGISTER,
            "{\"password\":\"a\",\"platform\":\"miniooni\",\"probe_asn\":\"AS0\","
                + "\"probe_cc\":\"ZZ\",\"software_name\":\"miniooni\","
                + "\"software_version\":\"0.1.0-dev\",\"supported_tests\":[\"web_connectivity\"]}");
    assertThat(registered.status()).isEqualTo(200);
    assertThat(registered.headers()).containsEntry("Cache-Control", "no-cache");

    Answer login = login(client, registered.text("/client_id"));

    assertThat(login.status()).isEqualTo(200);
    assertThat(login.headers()).containsEntry("Cache-Control", "no-cache");
    assertThat(login.text("/expire")).isEqualTo("2026-08-28T09:10:11Z");
    assertThat(tokens(NOW).holds(login.text("/token"))).isTrue();
    assertThat(claims(login.text("/token")))
        .contains("\"aud\":\"probe_token\"", "\"registration_time\":" + NOW.getEpochSecond());
  }

  @Test
  @DisplayName("P25, I3: any process with the fleet key recognises what another signed")
  void tokensHoldEverywhereInTheFleet() {
    String id = client.post(REGISTER, "{}").text("/client_id");
    Answer elsewhere = login(at(NOW.plusSeconds(86_400)), id);

    assertThat(claims(elsewhere.text("/token")))
        .contains("\"registration_time\":" + NOW.getEpochSecond());
  }

  @Test
  @DisplayName("P25: a token ends when it says, one of another fleet or another kind never holds")
  void tokensEnd() {
    String id = client.post(REGISTER, "{}").text("/client_id");
    String token = login(client, id).text("/token");

    assertThat(tokens(NOW.plus(Duration.ofDays(7)).minusSeconds(2)).holds(token)).isTrue();
    assertThat(tokens(NOW.plus(Duration.ofDays(7))).holds(token)).isFalse();
    assertThat(tokens(NOW).holds(id)).isFalse();
    assertThat(tokens(NOW).holds("")).isFalse();
    assertThat(tokens(NOW).holds(token + "A")).isFalse();
    assertThat(new SessionTokens(otherKey(), clock(NOW)).holds(token)).isFalse();
    assertThat(tokens(NOW.minus(Duration.ofDays(1))).holds(token)).isFalse();
  }

  @Test
  @DisplayName("P26: no change to a token goes unnoticed, no other algorithm is talked into")
  void forgedTokensDoNotHold() {
    String token = login(client, "somebody").text("/token");
    String[] parts = token.split("\\.", -1);
    String none = encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + parts[1] + ".";

    assertThat(tokens(NOW).holds(none)).isFalse();
    for (int i = 0; i < token.length(); i++) {
      char changed = token.charAt(i) == 'A' ? 'B' : 'A';
      String forged = token.substring(0, i) + changed + token.substring(i + 1);
      assertThat(tokens(NOW).holds(forged)).as("changed at " + i).isFalse();
    }
  }

  @ParameterizedTest
  @DisplayName("P26, U7: a name of before, another server's client id, a forged one: all accepted")
  @ValueSource(
      strings = {
        "somebody",
        "",
        "a.b.c",
        "...",
        ".",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjEsImF1ZCI6InByb2JlX2xvZ2luIn0.AAAA",
        "\u00e9\uD83D\uDE00.\u0000.x"
      })
  void strangersLogIn(String name) {
    Answer login = login(client, name);

    assertThat(login.status()).isEqualTo(200);
    assertThat(claims(login.text("/token"))).contains("\"registration_time\":null");
  }

  @Test
  @DisplayName("P26, U7: what we signed and is no client id that holds is 401, with error")
  void wrongCredentialsAreRefusedWithError() {
    String token = login(client, "somebody").text("/token");
    String future = at(NOW.plus(Duration.ofDays(1))).post(REGISTER, "{}").text("/client_id");

    assertWrong(login(client, token));
    assertWrong(login(client, future));
    assertThat(
            login(at(NOW.minusSeconds(60)), client.post(REGISTER, "{}").text("/client_id"))
                .status())
        .as("clocks of a fleet differ")
        .isEqualTo(200);
  }

  @ParameterizedTest
  @DisplayName("P26, U7: missing user name or password is 401, with error")
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"username\":\"a\"}",
        "{\"password\":\"a\"}",
        "{\"username\":null,\"password\":\"a\"}",
        "{\"username\":\"a\",\"password\":7}"
      })
  void missingCredentialsAreRefusedWithError(String body) {
    assertWrong(client.post(LOGIN, body));
  }

  @ParameterizedTest
  @DisplayName("P25: whatever a client leaves out or spells oddly, it gets an id")
  @ValueSource(
      strings = {"", "{}", "{\"password\":null,\"supported_tests\":\"all\"}", " {\"x\":[{}]} "})
  void sloppyClientsAreRegistered(String body) {
    assertThat(client.post(REGISTER, body).at("/client_id").isString()).isTrue();
  }

  @ParameterizedTest
  @DisplayName("U6, U7: what is no object is 400, with error")
  @ValueSource(strings = {"{", "[]", "null", "7", "\"a\""})
  void whatIsNoObjectIsRefusedWithError(String body) {
    for (String path : new String[] {REGISTER, LOGIN}) {
      Answer answer = client.post(path, body);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text("/error")).isEqualTo("invalid-request");
      assertThat(answer.at("/detail").isString()).isTrue();
    }
  }

  @Test
  @DisplayName("U13: passwords of measurement-kit, quotes and backslashes included, are taken")
  void oddPasswordsAreTaken() {
    StringBuilder printable = new StringBuilder();
    for (char c = 33; c < 127; c++) {
      printable.append(c);
    }
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("username", "x")
            .put("password", printable.toString())
            .toString();

    assertThat(client.post(REGISTER, body).status()).isEqualTo(200);
    assertThat(client.post(LOGIN, body).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @DisplayName("P27, U7: update says ok, whatever is sent")
  @ValueSource(strings = {"", "{\"probe_cc\":\"IT\",\"password\":\"secret\"}", "{", "\u0000"})
  void updateIsReadAndThrownAway(String body) {
    Answer answer = client.put("/api/v1/update/any.thing-at_all", body.getBytes(UTF_8));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).hasToString("{\"status\":\"ok\"}");
  }

  private static void assertWrong(Answer answer) {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text("/error")).isEqualTo("wrong-username-password");
    assertThat(answer.at("/detail").isString()).isTrue();
  }

  private static Answer login(InProcessClient client, String name) {
    return client.post(
        LOGIN,
        JsonNodeFactory.instance
            .objectNode()
            .put("username", name)
            .put("password", "p")
            .toString());
  }

  private static String claims(String token) {
    return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8);
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static Clock clock(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }

  private static SessionTokens tokens(Instant now) {
    return new SessionTokens(Parts.KEY, clock(now));
  }

  private static FleetKey otherKey() {
    byte[] bytes = new byte[FleetKey.MIN_BYTES];
    Arrays.fill(bytes, (byte) 7);
    return new FleetKey(bytes);
  }

  private static InProcessClient at(Instant now) {
    Routes routes = SessionRoutes.create(tokens(now), clock(now));
    return new InProcessClient(routes);
  }
}
