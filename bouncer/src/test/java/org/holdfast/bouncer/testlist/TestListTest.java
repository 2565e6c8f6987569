package org.holdfast.bouncer.testlist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.holdfast.bouncer.BouncerRoutes;
import org.holdfast.bouncer.DiscoverySnapshot;
import org.holdfast.bouncer.fixture.Fleets;
import org.holdfast.bouncer.fixture.InProcessClient;
import org.holdfast.bouncer.fixture.InProcessClient.Answer;
import org.holdfast.bouncer.fixture.Parts;
import org.holdfast.edge.watch.UnusableFileException;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestListTest {
  private static final TestUrl A = new TestUrl("https://a.example/", "NEWS", "XX");
  private static final TestUrl B = new TestUrl("https://b.example/", "HUMR", "IT");
  private static final TestUrl C = new TestUrl("https://c.example/", "NEWS", "XX");
  private static final TestUrl D = new TestUrl("https://d.example/", "GAME", "XX");
  private static final String RULES =
      """
      rules:
        - {category: NEWS, priority: 100}
        - {category: HUMR, country: it, domain: '*', url: '*', priority: 50}
      """;
  private static final MeasuredCounts COUNTS = (country, asn) -> Map.of(B.url(), 3L, C.url(), 50L);

  @Test
  @DisplayName("P24: the example of the contract, by weight, and what has no priority left out")
  void heaviestComeFirst() throws UnusableFileException {
    TestList list = new TestList(List.of(D, C, B, A), rules(RULES));

    assertThat(list.choose(wanted("IT", 100), COUNTS, new Random(1))).containsExactly(A, B, C);
    assertThat(list.choose(wanted("FR", 100), COUNTS, new Random(1))).containsExactly(A, C);
    assertThat(list.choose(wanted("ZZ", 1), COUNTS, new Random(1))).containsExactly(A);
  }

  @Test
  @DisplayName("P24: equally heavy ones stay in the order of the list where counts are known")
  void tiesAreStable() {
    List<TestUrl> urls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      urls.add(new TestUrl("https://example.org/" + i, "NEWS", "XX"));
    }

    assertThat(
            new TestList(urls)
                .choose(wanted("IT", 100), (cc, asn) -> Map.of("x", 1L), new Random(1)))
        .isEqualTo(urls);
  }

  @Test
  @DisplayName("P24: rules add up, may take away, and move global URLs by the country's own too")
  void rulesAddUp() throws UnusableFileException {
    List<PriorityRule> rules =
        rules(
            """
            rules:
              - {priority: 10}
              - {country: IT, url: 'https://c.example/', priority: 20}
              - {domain: A.example, priority: -10}
              - {category: HUMR, priority: 5}
            """);
    TestList list = new TestList(List.of(A, B, C, D), rules);

    assertThat(list.choose(wanted("IT", 100), MeasuredCounts.NONE, new Random(1)))
        .containsExactly(C, B, D);
    assertThat(list.choose(wanted("FR", 100), MeasuredCounts.NONE, new Random(1)))
        .containsExactlyInAnyOrder(C, D);
  }

  @Test
  @DisplayName("P24: counts are those of the probe's country and network")
  void countsAreOfTheVantagePoint() {
    List<String> asked = new ArrayList<>();
    new TestList(List.of(A))
        .choose(
            new TestList.Wanted(new CountryCode("IT"), new Asn(30722), Set.of(), 5),
            (country, asn) -> {
              asked.add(country + " " + asn);
              return Map.of();
            },
            new Random(1));

    assertThat(asked).containsExactly("IT AS30722");
  }

  @Test
  void urlThatIsGlobalAndOfTheCountryIsHandedOutOnce() {
    TestUrl italian = new TestUrl(A.url(), "NEWS", "IT");

    assertThat(
            new TestList(List.of(A, italian))
                .choose(wanted("IT", 100), MeasuredCounts.NONE, new Random(1)))
        .hasSize(1);
  }

  @Test
  @DisplayName("P24, P13: check-in hands out what the rules say, XX for global")
  void checkInIsPrioritised() throws UnusableFileException {
    Answer answer =
        probe(new TestList(List.of(D, C, B, A), rules(RULES)))
            .post("/api/v1/check-in", "{\"probe_cc\":\"IT\"}");

    assertThat(answer.at("/tests/web_connectivity/urls"))
        .hasToString(
            "[{\"category_code\":\"NEWS\",\"country_code\":\"XX\",\"url\":\"https://a.example/\"},"
                + "{\"category_code\":\"HUMR\",\"country_code\":\"IT\",\"url\":\"https://b.example/\"},"
                + "{\"category_code\":\"NEWS\",\"country_code\":\"XX\",\"url\":\"https://c.example/\"}]");
  }

  @ParameterizedTest
  @DisplayName("P23, U17: both names of the country, limit, categories")
  @CsvSource(
      delimiter = '|',
      value = {
        "|2",
        "?country_code=IT|3",
        "?probe_cc=it|3",
        "?country_code=XX|2",
        "?country_code=ZZ|2",
        "?country_code=IT&limit=2|2",
        "?limit=-1|2",
        "?limit=0|1",
        "?limit=-7|1",
        "?limit=&country_code=|2",
        "?country_code=IT&category_codes=HUMR|1",
        "?country_code=IT&category_codes=HUMR,NEWS&debug=true|3",
        "?category_codes=news&country_code=IT|2",
        "?category_codes=NEWS&country_code=IT&limit=10|2"
      })
  void oldClientsGetTheListTheyAskFor(String query, int count) throws UnusableFileException {
    Answer answer =
        probe(new TestList(List.of(A, B, C, D), rules(RULES)))
            .get("/api/v1/test-list/urls" + (query == null ? "" : query));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("Cache-Control", "max-age=1");
    assertThat(answer.at("/results")).hasSize(count);
    assertThat(answer.at("/metadata"))
        .hasToString(
            "{\"count\":%d,\"current_page\":-1,\"limit\":-1,\"next_url\":\"\",\"pages\":1}"
                .formatted(count));
  }

  @ParameterizedTest
  @DisplayName("P23, U6: bad parameters are 422 with error and detail")
  @ValueSource(strings = {"country_code=ITA", "probe_cc=1", "limit=10000", "limit=a", "limit=1.5"})
  void badParametersAreRefused(String query) {
    Answer answer = probe(new TestList(List.of(A))).get("/api/v1/test-list/urls?" + query);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("/error")).startsWith("invalid-request-field ");
    assertThat(answer.at("/detail").isString()).isTrue();
  }

  @Test
  @DisplayName("P22: an empty list is answered with 200")
  void emptyListIsAnEmptyAnswer() {
    InProcessClient probe = probe(new TestList(List.of()));

    assertThat(probe.get("/api/v1/test-list/urls").at("/results")).hasToString("[]");
    assertThat(probe.post("/api/v1/check-in", "{}").at("/tests/web_connectivity/urls"))
        .hasToString("[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rules: 7",
        "rules: [7]",
        "rules: [{priority: 1, categorie: NEWS}]",
        "rules: [{category: NEWS}]",
        "rules: [{priority: much}]",
        "rules: [{priority: 9999999}]",
        "rules: [{priority: 1, country: ITA}]",
        "rules: [{priority: 1, category: [NEWS]}]",
        "rules: [{priority: 1, priority: 2}]",
        "rules: [",
        "a: &a [*a]\nrules: [*a]"
      })
  void rulesThatAreNoneAreNotUsed(String yaml) {
    assertThatThrownBy(() -> rules(yaml)).isInstanceOf(UnusableFileException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "https://Www.Example.org:8443/a@b,www.example.org",
    "http://u:p@example.org,example.org",
    "http://[2001:db8::1]:80/,[2001:db8::1]",
    "http://example.org?x=/,example.org"
  })
  void rulesNameHostsByTheirDomain(String url, String domain) {
    assertThat(TestUrl.of(url, "NEWS", "XX").orElseThrow().domain()).isEqualTo(domain);
  }

  @Test
  void everyProbeOfALongListFindsWork() {
    List<TestUrl> urls = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      urls.add(new TestUrl("https://example.org/" + i, "NEWS", "XX"));
    }
    TestList list = new TestList(urls);
    Random random = new Random(7);
    Set<TestUrl> covered = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      covered.addAll(list.choose(wanted("IT", 20), MeasuredCounts.NONE, random));
    }

    assertThat(covered).hasSizeGreaterThan(990);
  }

  private static TestList.Wanted wanted(String country, int limit) {
    return new TestList.Wanted(new CountryCode(country), Asn.UNKNOWN, Set.of(), limit);
  }

  private static List<PriorityRule> rules(String yaml) throws UnusableFileException {
    return PriorityRules.parse(yaml.getBytes(UTF_8));
  }

  private static InProcessClient probe(TestList list) {
    return new InProcessClient(
        BouncerRoutes.create(
            () -> DiscoverySnapshot.of(Fleets.ONE, list),
            Parts.of(Clock.systemUTC(), COUNTS, false)));
  }
}
