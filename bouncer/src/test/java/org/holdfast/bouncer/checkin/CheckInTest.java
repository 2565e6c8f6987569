package org.holdfast.bouncer.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.holdfast.bouncer.BouncerParts;
import org.holdfast.bouncer.BouncerRoutes;
import org.holdfast.bouncer.DiscoverySnapshot;
import org.holdfast.bouncer.fixture.Fleets;
import org.holdfast.bouncer.fixture.InProcessClient;
import org.holdfast.bouncer.fixture.InProcessClient.Answer;
import org.holdfast.bouncer.session.SessionTokens;
import org.holdfast.bouncer.testlist.MeasuredCounts;
import org.holdfast.bouncer.testlist.TestList;
import org.holdfast.bouncer.testlist.TestUrl;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.FleetKey;
import org.holdfast.model.id.ReportId;
import org.holdfast.model.id.ReportIdMint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CheckInTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-08-21T09:10:11.987Z"), ZoneOffset.UTC);
  private static final String IN_PORTUGAL = "192.0.2.1";
  private static final String NAMELESS = "192.0.2.2";

  private final ReportIdMint mint =
      new ReportIdMint(new FleetKey(new byte[32]), new CollectorId("1"), CLOCK, new Random(1));
  private final InProcessClient probe = client(longList());

  @Test
  @DisplayName("P11, P12, P13: an empty check-in is answered in full")
  void emptyCheckInIsAnswered() {
    Answer answer = probe.post("/api/v1/check-in", "{}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("Cache-Control", "no-cache");
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder(
            "v", "probe_cc", "probe_asn", "probe_network_name", "utc_time", "conf", "tests");
    assertThat(answer.at("/v").asInt()).isEqualTo(1);
    assertThat(answer.at("/conf/features")).isNotEmpty().allMatch(JsonNode::isBoolean);
    assertThat(answer.at("/conf/features/webconnectivity_0.5").asBoolean()).isTrue();
    assertThat(answer.at("/conf/test_helpers/web-connectivity/0/type").asString())
        .isEqualTo("https");
    assertThat(answer.at("/tests")).hasSize(21);
    assertThat(answer.at("/tests/web_connectivity/urls"))
        .isNotEmpty()
        .allMatch(
            url ->
                url.path("url").isString()
                    && url.path("category_code").isString()
                    && url.path("country_code").isString());
  }

  @Test
  @DisplayName("P21, I3: the report ids are ones every collector of the fleet recognises")
  void everyNettestGetsItsReportId() {
    JsonNode tests = probe.at(IN_PORTUGAL).post("/api/v1/check-in", "{}").at("/tests");

    Set<String> ids = new HashSet<>();
    for (String name : tests.propertyNames()) {
      ReportId id = ReportId.parse(tests.path(name).path("report_id").asString()).orElseThrow();
      assertThat(mint.attests(id)).isTrue();
      assertThat(id.text()).contains("_" + name.replace("_", "") + "_PT_64501_n1_");
      ids.add(id.text());
    }
    assertThat(ids).hasSize(21);
  }

  @Test
  @DisplayName("P20: utc_time is the server's clock, RFC 3339")
  void timeIsTheServers() {
    assertThat(probe.post("/api/v1/check-in", "{}").text("/utc_time"))
        .isEqualTo("2026-08-21T09:10:11Z");
  }

  @ParameterizedTest
  @DisplayName("P17: unknown country and network, each by itself, are looked up")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"ZZ\"|\"AS0\"|PT_64501",
        "\"XX\"|\"AS0\"|PT_64501",
        "\"\"|\"\"|PT_64501",
        "null|null|PT_64501",
        "7|{}|PT_64501",
        "\"ITALY\"|\"AS01\"|PT_64501",
        "\"xx\"|\"30722\"|PT_64501",
        "\"IT\"|\"AS0\"|IT_64501",
        "\"ZZ\"|\"AS30722\"|PT_30722",
        "\"it\"|\"as30722\"|IT_30722",
        "\"IT\"|\"AS30722\"|IT_30722"
      })
  void unknownVantagePointIsLookedUp(String cc, String asn, String expected) {
    Answer answer =
        probe
            .at(IN_PORTUGAL)
            .post("/api/v1/check-in", "{\"probe_cc\":%s,\"probe_asn\":%s}".formatted(cc, asn));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("/tests/web_connectivity/report_id")).contains("_" + expected + "_");
    // P18: what was looked up is told in any case.
    assertThat(answer.text("/probe_cc")).isEqualTo("PT");
    assertThat(answer.text("/probe_asn")).isEqualTo("AS64501");
    assertThat(answer.text("/probe_network_name")).isEqualTo("Example Telecom");
  }

  @Test
  @DisplayName("P80: without a database, or an address, everything is unknown")
  void unknownAddressIsZzAndZero() {
    for (Answer answer :
        List.of(
            probe.post("/api/v1/check-in", "{}"),
            probe.at("198.51.100.1").post("/api/v1/check-in", "{}"))) {
      assertThat(answer.text("/probe_cc")).isEqualTo("ZZ");
      assertThat(answer.text("/probe_asn")).isEqualTo("AS0");
      assertThat(answer.at("/probe_network_name").isNull()).isTrue();
    }
    assertThat(probe.at(NAMELESS).post("/api/v1/check-in", "{}").text("/probe_network_name"))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @DisplayName("P14, P16: how many URLs")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"run_type\":\"manual\"}|9999",
        "{\"run_type\":\"manual\",\"charging\":false}|9999",
        "{\"run_type\":\"timed\",\"charging\":true}|100",
        "{\"charging\":true}|100",
        "{\"charging\":false}|20",
        "{\"charging\":null,\"on_wifi\":null,\"run_type\":null}|20",
        "{\"charging\":[1],\"run_type\":{}}|20",
        "{}|20",
        "''|20"
      })
  void urlsAreAsManyAsTheRunBears(String body, int count) {
    assertThat(probe.post("/api/v1/check-in", body).at("/tests/web_connectivity/urls"))
        .hasSize(count);
  }

  @ParameterizedTest
  @DisplayName("P15: categories as a list or a text; null or nothing is all")
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"NEWS\"]|NEWS",
        "\"NEWS\"|NEWS",
        "\"news, humr\"|HUMR,NEWS",
        "[\"NEWS\",\"HUMR\",null,7]|HUMR,NEWS",
        "null|GAME,HUMR,NEWS",
        "[]|GAME,HUMR,NEWS",
        "\"\"|GAME,HUMR,NEWS",
        "[\"1\"]|GAME,HUMR,NEWS",
        "[null]|GAME,HUMR,NEWS",
        "{}|GAME,HUMR,NEWS",
        "[\"XED\"]|''"
      })
  void urlsAreOfTheCategoriesWanted(String codes, String expected) {
    Answer answer =
        probe.post(
            "/api/v1/check-in",
            "{\"run_type\":\"manual\",\"web_connectivity\":{\"category_codes\":%s}}"
                .formatted(codes));

    assertThat(String.join(",", values(answer, "category_code").stream().sorted().toList()))
        .isEqualTo(expected);
  }

  @Test
  void urlsAreGlobalOrOfTheCountry() {
    Answer italian =
        probe.post("/api/v1/check-in", "{\"run_type\":\"manual\",\"probe_cc\":\"IT\"}");
    Answer unknown = probe.post("/api/v1/check-in", "{\"run_type\":\"manual\"}");

    assertThat(values(italian, "country_code")).containsExactlyInAnyOrder("XX", "IT");
    assertThat(values(unknown, "country_code")).containsExactly("XX");
  }

  @Test
  void probesTogetherCoverALongList() {
    Set<String> urls = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      urls.addAll(values(probe.post("/api/v1/check-in", "{\"charging\":true}"), "url"));
    }

    assertThat(urls).hasSizeGreaterThan(5_000);
  }

  @Test
  void emptyTestListIsAnEmptyList() {
    assertThat(
            client(new TestList(List.of()))
                .post("/api/v1/check-in", "{}")
                .at("/tests/web_connectivity/urls"))
        .hasToString("[]");
  }

  @ParameterizedTest
  @DisplayName("U6, P19: what is no JSON object is refused, never with 5xx")
  @ValueSource(strings = {"{", "[]", "null", "7", "{\"a\":1,\"a\":2}", "\u0000"})
  void whatIsNoObjectIsRefused(String body) {
    Answer answer = probe.post("/api/v1/check-in", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/error")).isEqualTo("invalid-request");
    assertThat(answer.at("/detail").isString()).isTrue();
  }

  @Test
  @DisplayName("P32, and the greeting")
  void smallAnswers() {
    assertThat(probe.get("/api/_/check_report_id").json()).hasToString("{\"v\":0,\"found\":true}");
    assertThat(probe.get("/").at("/msg").isString()).isTrue();
  }

  private static Set<String> values(Answer answer, String member) {
    Set<String> values = new HashSet<>();
    answer
        .at("/tests/web_connectivity/urls")
        .forEach(url -> values.add(url.path(member).asString()));
    return values;
  }

  private InProcessClient client(TestList list) {
    return new InProcessClient(
        BouncerRoutes.create(
            () -> DiscoverySnapshot.of(Fleets.ONE, list),
            new BouncerParts(
                new TwoNetworks(),
                MeasuredCounts.NONE,
                mint,
                new SessionTokens(new FleetKey(new byte[32]), CLOCK),
                false,
                CLOCK,
                new Random(3))));
  }

  private static TestList longList() {
    List<TestUrl> urls = new ArrayList<>();
    List<String> categories = List.of("NEWS", "HUMR", "GAME");
    for (int i = 0; i < 12_000; i++) {
      urls.add(new TestUrl("https://example.org/" + i, categories.get(i % 3), "XX"));
    }
    for (int i = 0; i < 3_000; i++) {
      urls.add(new TestUrl("https://example.it/" + i, categories.get(i % 3), "IT"));
    }
    return new TestList(urls);
  }

  private static final class TwoNetworks implements GeoDatabase {
    private static final VantagePoint PORTUGAL =
        new VantagePoint(new CountryCode("PT"), new Asn(64501));

    private final Map<String, Answer> answers =
        Map.of(
            IN_PORTUGAL, new Answer(PORTUGAL, "Example Telecom"),
            NAMELESS, new Answer(PORTUGAL, ""));

    @Override
    public Optional<Answer> find(InetAddress address) {
      return Optional.ofNullable(answers.get(address.getHostAddress()));
    }

    @Override
    public Optional<String> date() {
      return Optional.of("2026-08-01");
    }
  }
}
