package org.holdfast.bouncer.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.fixture.Fleets;
import org.holdfast.bouncer.fixture.InProcessClient;
import org.holdfast.bouncer.fixture.InProcessClient.Answer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {
  private final InProcessClient one = client(Fleets.ONE);
  private final InProcessClient withPolicy = client(Fleets.WITH_POLICY);
  private final InProcessClient nobody = client(FleetSnapshot.EMPTY);

  @Test
  @DisplayName("P31, L60, U18: a list without duplicates, policy collectors and null fronts")
  void collectorsAreListed() {
    Answer answer = withPolicy.get("/api/v1/collectors");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json())
        .hasToString(
            "[{\"type\":\"onion\",\"address\":\"httpo://abcdefghij234567.onion\"},"
                + "{\"type\":\"https\",\"address\":\"https://c.example.org:4441\"},"
                + "{\"type\":\"cloudfront\",\"address\":\"https://d1.cdn.example\","
                + "\"front\":\"front.example.net\"}]");
  }

  @Test
  @DisplayName("L60: an https primary is typed https")
  void httpsPrimaryIsTypedHttps() {
    assertThat(one.get("/api/v1/collectors").text("/0/type")).isEqualTo("https");
  }

  @Test
  void emptyFleetIsAnEmptyList() {
    assertThat(nobody.get("/api/v1/collectors").json()).hasToString("[]");
  }

  @Test
  @DisplayName("P9, U16: an object with the six keys, not cached")
  void testHelpersHaveTheSixKeys() {
    Answer answer = nobody.get("/api/v1/test-helpers");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("Cache-Control", "no-cache");
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder(
            "dns", "http-return-json-headers", "ssl", "tcp-echo", "traceroute", "web-connectivity");
    assertThat(answer.json()).allMatch(list -> list.isArray() && list.isEmpty());
  }

  @Test
  @DisplayName("P10: web-connectivity has an https entry, the first tcp-echo is legacy")
  void testHelpersAreTyped() {
    TypedAddress modern = new TypedAddress(AddressType.HTTPS, "https://echo.example.org");
    Answer answer =
        client(
                FleetSnapshot.of(
                    List.of(Fleets.HTTPS),
                    Map.of(
                        "tcp-echo", List.of(modern, Fleets.TCP_ECHO, modern),
                        "web-connectivity", List.of(Fleets.HELPER, Fleets.CLOUDFRONT))))
            .get("/api/v1/test-helpers");

    assertThat(answer.at("/tcp-echo"))
        .hasToString(
            "[{\"type\":\"legacy\",\"address\":\"192.0.2.7\"},"
                + "{\"type\":\"https\",\"address\":\"https://echo.example.org\"}]");
    assertThat(answer.at("/web-connectivity"))
        .hasToString(
            "[{\"type\":\"https\",\"address\":\"https://wc.example.org\"},"
                + "{\"type\":\"cloudfront\",\"address\":\"https://d1.cdn.example\","
                + "\"front\":\"front.example.net\"}]");
  }

  @Test
  @DisplayName("P9: web-connectivity helpers share the load; what its clients pass over comes last")
  void webConnectivityHelpersAreSpread() {
    TypedAddress other = new TypedAddress(AddressType.HTTPS, "https://wc2.example.org");
    InProcessClient probe =
        client(
            FleetSnapshot.of(
                List.of(Fleets.HTTPS),
                Map.of(
                    "web-connectivity",
                    List.of(Fleets.ONION, Fleets.CLOUDFRONT, Fleets.HELPER, other))));
    Set<String> first = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Answer answer = probe.get("/api/v1/test-helpers");
      first.add(answer.text("/web-connectivity/0/address"));
      assertThat(answer.text("/web-connectivity/2/type")).isEqualTo("cloudfront");
      assertThat(answer.text("/web-connectivity/3/type")).isEqualTo("onion");
    }

    assertThat(first)
        .containsExactlyInAnyOrder("https://wc.example.org", "https://wc2.example.org");
  }

  @ParameterizedTest
  @DisplayName("L55: name, version and input-hashes are echoed with their type")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"0.0.1\"|null",
        "1.5|[]",
        "null|[\"a\"]",
      })
  void whatWasSentIsEchoed(String version, String hashes) {
    Answer answer =
        one.post(
            "/bouncer/net-tests",
            "{\"net-tests\":[{\"name\":\"ndt\",\"version\":%s,\"input-hashes\":%s}]}"
                .formatted(version, hashes));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("/net-tests/0/name")).isEqualTo("ndt");
    assertThat(answer.at("/net-tests/0/version")).hasToString(version);
    assertThat(answer.at("/net-tests/0/input-hashes")).hasToString(hashes);
  }

  @Test
  @DisplayName("L55, U7: what measurement-kit sends is answered as it expects")
  void measurementKitFindsItsCollectorAmongTheAlternates() {
    Answer answer =
        one.post(
            "/bouncer/net-tests",
            "{\"net-tests\":[{\"input-hashes\":null,\"name\":\"web_connectivity\","
                + "\"test-helpers\":[\"web-connectivity\"],\"version\":\"0.0.1\"}]}");

    assertThat(answer.json().has("error")).isFalse();
    assertThat(answer.text("/net-tests/0/collector")).isEqualTo("https://c.example.org:4441");
    assertThat(answer.text("/net-tests/0/collector-alternate/0/type")).isEqualTo("https");
    assertThat(answer.text("/net-tests/0/collector-alternate/0/address"))
        .isEqualTo("https://c.example.org:4441");
    assertThat(answer.text("/net-tests/0/collector-alternate/1/front"))
        .isEqualTo("front.example.net");
    assertThat(answer.text("/net-tests/0/test-helpers/web-connectivity"))
        .isEqualTo("https://wc.example.org");
    assertThat(answer.text("/net-tests/0/test-helpers-alternate/web-connectivity/0/address"))
        .isEqualTo("https://wc.example.org");
  }

  @Test
  @DisplayName("L56: two entries in, two out, in order, all members always there")
  void everyEntryIsAnswered() {
    Answer answer =
        one.post(
            "/bouncer/net-tests",
            "{\"net-tests\":[{\"name\":\"b\"},{\"name\":\"a\",\"test-helpers\":[\"tcp-echo\"]}]}");

    assertThat(answer.at("/net-tests")).hasSize(2);
    assertThat(answer.text("/net-tests/0/name")).isEqualTo("b");
    assertThat(answer.at("/net-tests/0/version").isNull()).isTrue();
    assertThat(answer.at("/net-tests/0/test-helpers")).hasToString("{}");
    assertThat(answer.at("/net-tests/0/test-helpers-alternate")).hasToString("{}");
    assertThat(answer.at("/net-tests/0/collector-alternate").isArray()).isTrue();
    assertThat(answer.at("/net-tests/1/test-helpers")).hasToString("{\"tcp-echo\":\"192.0.2.7\"}");
    assertThat(answer.at("/net-tests/1/test-helpers-alternate")).hasToString("{}");
  }

  @Test
  @DisplayName("L57: an unknown helper, or no collector, is 404 collector-not-found")
  void withoutCollectorOrHelperThereIsNoAnswer() {
    String unknown = "{\"net-tests\":[{\"name\":\"a\",\"test-helpers\":[\"nope\"]}]}";

    assertRefused(one.post("/bouncer/net-tests", unknown), 404, "collector-not-found");
    assertRefused(
        nobody.post("/bouncer/net-tests", "{\"net-tests\":[{\"name\":\"a\"}]}"),
        404,
        "collector-not-found");
  }

  @ParameterizedTest
  @DisplayName("L58: a fitting policy goes before, a hash outside it falls back")
  @CsvSource(
      delimiter = '|',
      value = {
        "web_connectivity|[]|https://policy.example.org",
        "web_connectivity|[\"" + HASH + "\"]|https://policy.example.org",
        "web_connectivity|[\"00\"]|httpo://abcdefghij234567.onion",
        "ndt|[]|httpo://abcdefghij234567.onion"
      })
  void collectorWithAFittingPolicyGoesBefore(String name, String hashes, String collector) {
    Answer answer =
        withPolicy.post(
            "/bouncer/net-tests",
            "{\"net-tests\":[{\"name\":\"%s\",\"input-hashes\":%s,".formatted(name, hashes)
                + "\"test-helpers\":[\"web-connectivity\"]}]}");

    assertThat(answer.text("/net-tests/0/collector")).isEqualTo(collector);
    assertThat(answer.text("/net-tests/0/test-helpers/web-connectivity"))
        .isEqualTo("https://wc.example.org");
  }

  private static final String HASH =
      "37e637e637e637e637e637e637e637e637e637e637e637e637e637e637e637e6";

  @Test
  @DisplayName("L58: a policy collector without the helper is not chosen")
  void policyCollectorMustOfferTheHelpers() {
    assertThat(
            withPolicy
                .post(
                    "/bouncer/net-tests",
                    "{\"net-tests\":[{\"name\":\"web_connectivity\","
                        + "\"test-helpers\":[\"tcp-echo\"]}]}")
                .text("/net-tests/0/collector"))
        .isEqualTo("httpo://abcdefghij234567.onion");
  }

  @Test
  @DisplayName("L59: no entries, no answers; both keys are answered as test-helpers")
  void emptyListIsAnEmptyAnswer() {
    assertThat(one.post("/bouncer/net-tests", "{\"net-tests\":[]}").json())
        .hasToString("{\"net-tests\":[]}");
    assertThat(one.post("/bouncer", "{\"net-tests\":[],\"test-helpers\":[]}").at("/default"))
        .isNotEmpty();
    assertThat(one.post("/bouncer", "{\"net-tests\":[]}").json()).hasToString("{\"net-tests\":[]}");
  }

  @Test
  @DisplayName("L50: an unknown name is answered with 200 and error")
  void unknownTestHelperIsToldWithStatus200() {
    Answer answer = one.post("/bouncer/test-helpers", "{\"test-helpers\":[\"nope\"]}");

    assertRefused(answer, 200, "test-helper-not-found");
  }

  @ParameterizedTest
  @DisplayName("L51")
  @ValueSource(strings = {"/bouncer", "/bouncer/test-helpers"})
  void defaultCollectorIsTold(String path) {
    assertThat(one.post(path, "{\"test-helpers\":[]}").json())
        .hasToString("{\"default\":{\"collector\":\"https://c.example.org:4441\"}}");
    assertThat(nobody.post(path, "{\"test-helpers\":[]}").json())
        .hasToString("{\"default\":{\"collector\":null}}");
  }

  @Test
  @DisplayName("L52: the collector of an earlier helper is used again")
  void collectorIsUsedAgain() {
    TypedAddress dns = new TypedAddress(AddressType.LEGACY, "192.0.2.7:57004");
    Map<String, List<TypedAddress>> helpers =
        Map.of("dns", List.of(dns), "tcp-echo", List.of(Fleets.TCP_ECHO));
    FleetSnapshot some = FleetSnapshot.of(List.of(Fleets.HTTPS), helpers);
    FleetSnapshot other = FleetSnapshot.of(List.of(Fleets.ONION), helpers);
    InProcessClient both =
        client(
            new FleetSnapshot(
                List.of(some.collectors().getFirst(), other.collectors().getFirst())));
    Set<String> chosen = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Answer answer =
          both.post("/bouncer/test-helpers", "{\"test-helpers\":[\"dns\",\"tcp-echo\"]}");
      assertThat(answer.text("/dns/address")).isEqualTo("192.0.2.7:57004");
      assertThat(answer.text("/tcp-echo/address")).isEqualTo("192.0.2.7");
      assertThat(answer.text("/tcp-echo/collector")).isEqualTo(answer.text("/dns/collector"));
      chosen.add(answer.text("/dns/collector"));
    }

    assertThat(chosen).hasSize(2);
  }

  @ParameterizedTest
  @DisplayName("L53, L54: what is no request is refused with error and detail")
  @CsvSource(
      delimiter = '|',
      value = {
        "/bouncer/test-helpers|{\"test-helpers\":\"dns\"}|invalid-request",
        "/bouncer/test-helpers|{\"test-helpers\":[1]}|invalid-request",
        "/bouncer/test-helpers|{|invalid-request",
        "/bouncer/test-helpers|''|invalid-request",
        "/bouncer/test-helpers|{\"net-tests\":[]}|invalid-request",
        "/bouncer/net-tests|{\"test-helpers\":[]}|invalid-request",
        "/bouncer/net-tests|[]|invalid-request",
        "/bouncer/net-tests|{\"net-tests\":{}}|invalid-request",
        "/bouncer/net-tests|{\"net-tests\":[1]}|invalid-request",
        "/bouncer/net-tests|{\"net-tests\":[{\"name\":1}]}|invalid-request",
        "/bouncer/net-tests|{\"net-tests\":[{\"name\":\"a\",\"input-hashes\":7}]}|invalid-request",
        "/bouncer/net-tests|{\"net-tests\":[{\"name\":\"a\",\"test-helpers\":{}}]}|invalid-request",
        "/bouncer|{}|test-helpers-or-net-test-key-missing",
        "/bouncer|[]|test-helpers-or-net-test-key-missing",
        "/bouncer|7|invalid-request"
      })
  void whatIsNoRequestIsRefused(String path, String body, String error) {
    assertRefused(one.post(path, body), 400, error);
  }

  @Test
  void endlessRequestsAreRefused() {
    assertRefused(one.post("/bouncer/net-tests", " ".repeat(2 << 20)), 413, "request-too-large");
    assertRefused(
        one.post(
            "/bouncer/net-tests",
            "{\"net-tests\":[" + "{\"name\":\"a\"},".repeat(1_000) + "{\"name\":\"a\"}]}"),
        400,
        "invalid-request");
  }

  private static void assertRefused(Answer answer, int status, String error) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text("/error")).isEqualTo(error);
    assertThat(answer.at("/detail").isString()).isTrue();
  }

  private static InProcessClient client(FleetSnapshot fleet) {
    return new InProcessClient(DiscoveryRoutes.create(FleetDirectory.of(fleet), new Random(5)));
  }
}
