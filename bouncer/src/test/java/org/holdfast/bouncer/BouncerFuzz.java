package org.holdfast.bouncer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Clock;
import java.util.List;
import org.holdfast.bouncer.fixture.Fleets;
import org.holdfast.bouncer.fixture.InProcessClient;
import org.holdfast.bouncer.fixture.InProcessClient.Answer;
import org.holdfast.bouncer.fixture.Parts;
import org.holdfast.bouncer.testlist.TestList;
import tools.jackson.databind.node.JsonNodeFactory;

/// Whatever a client sends is answered or refused; never is anything else thrown (P19, U6).
class BouncerFuzz {
  private static final List<String> PATHS =
      List.of(
          "/api/v1/check-in",
          "/api/v1/geolookup",
          "/api/v1/login",
          "/api/v1/register",
          "/api/v2/oonirun/links/1/engine-descriptor/latest",
          "/bouncer",
          "/bouncer/net-tests",
          "/bouncer/test-helpers");

  private final InProcessClient client =
      new InProcessClient(
          BouncerRoutes.create(
              () -> DiscoverySnapshot.of(Fleets.WITH_POLICY, new TestList(TestList.WELL_KNOWN)),
              Parts.plain(Clock.systemUTC())));

  @FuzzTest
  void anyBodyIsAnswered(byte[] body) {
    for (String path : PATHS) {
      Answer answer = client.post(path, body);
      assertThat(answer.status()).isBetween(200, 499);
      if (answer.status() != 200) {
        assertThat(answer.at("/error").isString()).isTrue();
        assertThat(answer.at("/detail").isString()).isTrue();
      }
    }
  }

  @FuzzTest
  void anyUserNameIsAnswered(byte[] bytes) {
    String name = new String(bytes, UTF_8);
    Answer answer =
        client.post(
            "/api/v1/login",
            JsonNodeFactory.instance
                .objectNode()
                .put("username", name)
                .put("password", name)
                .toString());
    assertThat(answer.status()).isIn(200, 401);
    assertThat(answer.json().has("error")).isEqualTo(answer.status() == 401);
  }

  @FuzzTest
  void anyQueryIsAnswered(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    for (String name : List.of("country_code", "probe_cc", "limit", "category_codes")) {
      assertThat(client.get("/api/v1/test-list/urls?" + name + "=" + text).status()).isIn(200, 422);
    }
  }

  @FuzzTest
  void anyTokenIsForged(byte[] bytes) {
    String token = new String(bytes, UTF_8);
    assertThat(Parts.plain(Clock.systemUTC()).tokens().holds(token)).isFalse();
  }
}
