package org.holdfast.catalogue.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.catalogue.Measurements.FIRST;
import static org.holdfast.catalogue.Measurements.REPORT;
import static org.holdfast.catalogue.Measurements.measurement;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.sql.SqlCatalogueOptions;
import org.holdfast.edge.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SearchTest {
  private static final String SEARCH = "/api/v1/measurements";

  @TempDir private Path directory;
  private ReadApi api;

  @BeforeEach
  void open() {
    api = ReadApi.open(directory);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void newestComeFirstUnlessAskedOtherwise() {
    MeasurementRow[] rows = add(0, 3);
    assertThat(uids(api.json(SEARCH))).containsExactly(uid(rows[2]), uid(rows[1]), uid(rows[0]));
    assertThat(uids(api.json(SEARCH + "?order=ASC&order_by=measurement_start_time")))
        .containsExactly(uid(rows[0]), uid(rows[1]), uid(rows[2]));
  }

  @Test
  void eachParameterFilters() {
    MeasurementRow plain = measurement(1).row();
    MeasurementRow other =
        measurement(2)
            .from("ES", 12479)
            .test("signal")
            .report("20260821T090000Z_signal_ES_12479_n1_AbCdEfGh01234567")
            .domain("b.example:8080")
            .flags(true, true, true)
            .versions("9.9", "8.8", "7.7")
            .runLink("77")
            .row();
    api.add(plain, other);
    for (String filter :
        List.of(
            "probe_cc=ES",
            "probe_cc=es,,DE",
            "probe_cc=DE&probe_cc=ES",
            "probe_asn=12479",
            "probe_asn=AS12479,AS1",
            "test_name=signal,whatsapp",
            "domain=b.example:8080",
            "input=" + other.input(),
            "input=" + other.input() + "&domain=elsewhere.example&category_code=NEWS",
            "report_id=" + other.reportId(),
            "software_version=9.9",
            "test_version=8.8",
            "engine_version=7.7",
            "ooni_run_link_id=77",
            "anomaly=true",
            "confirmed=1",
            "failure=Yes",
            "probe_cc=ES&anomaly=true&confirmed=true&failure=true&test_name=signal")) {
      assertThat(uids(api.json(SEARCH + "?" + filter))).as(filter).containsExactly(uid(other));
    }
    assertThat(uids(api.json(SEARCH + "?anomaly=false"))).containsExactly(uid(plain));
    assertThat(uids(api.json(SEARCH + "?probe_cc=&anomaly=&since=&limit=&cursor="))).hasSize(2);
  }

  @Test
  @DisplayName("4.1: without dates, the thirty days up to tomorrow")
  void defaultRangeIsThirtyDaysUpToTomorrow() {
    MeasurementRow tomorrow = startedAt(1, "2026-08-22T00:00:00Z");
    MeasurementRow later = startedAt(2, "2026-08-22T00:00:01Z");
    MeasurementRow oldest = startedAt(3, "2026-07-23T00:00:01Z");
    MeasurementRow older = startedAt(4, "2026-07-23T00:00:00Z");
    api.add(tomorrow, later, oldest, older);
    assertThat(uids(api.json(SEARCH))).containsExactly(uid(tomorrow), uid(oldest));
    assertThat(uids(api.json(SEARCH + "?report_id=" + REPORT))).hasSize(4);
    assertThat(uids(api.json(SEARCH + "?until=2026-07-23"))).containsExactly(uid(older));
    assertThat(uids(api.json(SEARCH + "?since=2026-08-01"))).containsExactly(uid(tomorrow));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-08-21T09:00:02Z",
        "2026-08-21T09:00:02",
        "2026-08-21 09:00:02.000",
        "2026-08-21T11:00:02%2B02:00"
      })
  void timesAreReadInTheUsualForms(String until) {
    MeasurementRow[] rows = add(0, 4);
    assertThat(uids(api.json(SEARCH + "?since=2026-08-21T09:00&until=" + until)))
        .containsExactly(uid(rows[2]), uid(rows[1]));
  }

  @Test
  void unknownVantagePointsAreShownOnlyWhereAskedFor() {
    MeasurementRow nowhere = measurement(1).from("ZZ", 0).report(REPORT + "x").row();
    api.add(nowhere, measurement(2).row());
    assertThat(uids(api.json(SEARCH))).hasSize(1);
    assertThat(uids(api.json(SEARCH + "?probe_cc=ZZ&probe_asn=0"))).containsExactly(uid(nowhere));
    assertThat(uids(api.json(SEARCH + "?report_id=" + REPORT + "x"))).containsExactly(uid(nowhere));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          limit,            -1
          limit,            2001
          limit,            9999999999999
          limit,            ten
          offset,           -1
          offset,           2147483648
          since,            yesterday
          since,            2026-02-30
          since,            2026-01-01
          since,            2026-09-01
          until,            2026-13-01
          until,            99999-01-01
          order,            sideways
          order_by,         probe_cc
          probe_cc,         ITA
          probe_cc,         '1T,ES'
          probe_asn,        ASx
          probe_asn,        4294967296
          anomaly,          maybe
          confirmed,        2
          failure,          nope
          report_id,        ab
          input,            ab
          domain,           'ok.example,ab'
          category_code,    NEWS
          cursor,           !!
          cursor,           bm90IG91cnM
          """)
  void unusableParameterIsRefusedByName(String name, String value) {
    Reply reply = api.get(SEARCH + "?" + name + "=" + value);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.headers()).doesNotContainKey("Cache-Control");
    assertThat(ReadApi.json(reply).get("error").stringValue()).endsWith(" " + name);
    assertThat(ReadApi.json(reply).get("detail").stringValue()).startsWith(name);
  }

  @Test
  void overlongListsAreRefusedByName() {
    String many = "IT,".repeat(101);
    assertThat(api.get(SEARCH + "?probe_cc=" + many).status()).isEqualTo(400);
    assertThat(api.get(SEARCH + "?test_name=" + "x".repeat(9000)).status()).isEqualTo(400);
    assertThat(api.get(SEARCH + "?input=" + "x".repeat(9000)).status()).isEqualTo(400);
  }

  @Test
  void limitOfNothingAnswersNothing() {
    add(0, 3);
    JsonNode answer = api.json(SEARCH + "?limit=0&offset=7");
    assertThat(answer.get("results")).isEmpty();
    assertThat(answer.get("metadata").get("next_url").isNull()).isTrue();
    assertThat(answer.get("metadata").get("count").intValue()).isEqualTo(-1);
  }

  @Test
  void countAndPagesAreKnownOnTheLastPageOnly() {
    add(0, 5);
    JsonNode first = api.json(SEARCH + "?limit=2").get("metadata");
    assertThat(first.get("count").intValue()).isEqualTo(-1);
    assertThat(first.get("pages").intValue()).isEqualTo(-1);
    assertThat(first.get("current_page").intValue()).isEqualTo(1);
    assertThat(first.get("next_url").isString()).isTrue();
    JsonNode last = api.json(SEARCH + "?limit=2&offset=4").get("metadata");
    assertThat(last.get("count").intValue()).isEqualTo(5);
    assertThat(last.get("pages").intValue()).isEqualTo(3);
    assertThat(last.get("current_page").intValue()).isEqualTo(3);
    assertThat(last.get("offset").intValue()).isEqualTo(4);
    assertThat(last.get("next_url").isNull()).isTrue();
  }

  @Test
  @DisplayName("D39: following next_url over a live table gives each measurement once")
  void nextUrlLeadsThroughALiveTable() {
    MeasurementRow[] rows = add(0, 25);
    List<String> seen = new ArrayList<>();
    String target = SEARCH + "?limit=4&probe_cc=IT&domain=&failure=false";
    int added = 100;
    int page = 1;
    for (Optional<String> next = Optional.of(target); next.isPresent(); ) {
      JsonNode answer = api.json(next.get());
      seen.addAll(uids(answer));
      assertThat(answer.get("metadata").get("current_page").intValue()).isEqualTo(page++);
      next = Optional.ofNullable(answer.get("metadata").get("next_url").stringValue(null));
      api.add(measurement(added++).row());
    }
    assertThat(seen)
        .containsExactlyElementsOf(
            IntStream.iterate(24, i -> i >= 0, i -> i - 1).mapToObj(i -> uid(rows[i])).toList());
  }

  @Test
  void offsetPagesStillWork() {
    MeasurementRow[] rows = add(0, 5);
    assertThat(uids(api.json(SEARCH + "?limit=2&offset=2")))
        .containsExactly(uid(rows[2]), uid(rows[1]));
  }

  @Test
  void nextUrlSpellsOutTheRange() {
    add(0, 2);
    String next = api.json(SEARCH + "?limit=1").get("metadata").get("next_url").stringValue();
    assertThat(next)
        .startsWith(
            "/api/v1/measurements?since=2026-07-23T00%3A00%3A00Z&until=2026-08-22T00%3A00%3A00Z"
                + "&limit=1&offset=1&cursor=");
  }

  @Test
  void linksPointToThisServer() {
    MeasurementRow row = add(0, 1)[0];
    String path = "/api/v1/raw_measurement?measurement_uid=" + uid(row);
    FakeRequest request = FakeRequest.get(SEARCH);
    assertThat(url(request)).isEqualTo(path);
    assertThat(url(request.over("http").header("Host", "127.0.0.1:8080")))
        .isEqualTo("http://127.0.0.1:8080" + path);
    assertThat(url(request.over("https").header("Host", "holdfast.example")))
        .isEqualTo("https://holdfast.example" + path);
    assertThat(url(request.over("https").header("Host", "[2001:db8::1]:443")))
        .isEqualTo("https://[2001:db8::1]:443" + path);
    assertThat(url(request.over("onion").header("Host", "abc.onion")))
        .isEqualTo("http://abc.onion" + path);
    assertThat(url(request.over("fronted").header("Host", "front.example"))).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example/path",
        "user@evil.example",
        "evil.example\"><script>",
        "evil.example\r\nX: y",
        "evil.example:99999999",
        "-evil.example",
        "",
        "ev%69l.example"
      })
  void hostThatIsNoPlainHostIsNotUsed(String host) {
    add(0, 1);
    assertThat(url(FakeRequest.get(SEARCH).over("https").header("Host", host)))
        .startsWith("/api/v1/raw_measurement?");
  }

  @Test
  void configuredPublicUrlWinsOverTheHost() {
    Path elsewhere = directory.resolve("public");
    ReadOptions options =
        new ReadOptions(Optional.of(URI.create("https://data.example/ooni/")), 10);
    try (ReadApi known =
        ReadApi.open(elsewhere, ReadApi.CLOCK, options, SqlCatalogueOptions.DEFAULT)) {
      known.add(measurement(1).row());
      Reply reply = known.ask(FakeRequest.get(SEARCH).over("http").header("Host", "other.example"));
      assertThat(ReadApi.text(reply))
          .contains("https://data.example/ooni/api/v1/raw_measurement?measurement_uid=")
          .doesNotContain("other.example");
    }
  }

  @Test
  @DisplayName("D41: a search beyond its time bound is refused by the bound's name")
  void searchBeyondItsTimeBoundIsRefusedByName() {
    Path elsewhere = directory.resolve("bound");
    SqlCatalogueOptions bounds = SqlCatalogueOptions.DEFAULT.withQueryBound(Duration.ofNanos(1));
    try (ReadApi impatient = ReadApi.open(elsewhere, ReadApi.CLOCK, ReadOptions.DEFAULT, bounds)) {
      impatient.add(
          IntStream.range(0, 1_000)
              .mapToObj(i -> measurement(i).row())
              .toArray(MeasurementRow[]::new));
      Reply reply = impatient.get(SEARCH + "?software_version=none");
      assertThat(reply.status()).isEqualTo(400);
      JsonNode body = ReadApi.json(reply);
      assertThat(body.get("error").stringValue()).isEqualTo("query-too-expensive");
      assertThat(body.get("detail").get("bound").stringValue()).isEqualTo("query_time");
      assertThat(body.get("detail").get("seconds").doubleValue()).isEqualTo(1e-9);
    }
  }

  @Test
  void unavailableCatalogueIsAnsweredWithRetryAfter() {
    api.catalogue.close();
    Reply reply = api.get(SEARCH);
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).containsKey("Retry-After");
    assertThat(ReadApi.json(reply).get("error").isString()).isTrue();
  }

  @Test
  void brokenScoresDoNotBreakThePage() {
    api.add(measurement(1).scores("{\"half\":").row(), measurement(2).scores("[1]").row());
    for (JsonNode result : api.json(SEARCH).get("results")) {
      assertThat(result.get("scores").isObject()).isTrue();
    }
  }

  private MeasurementRow[] add(int from, int to) {
    MeasurementRow[] rows =
        IntStream.range(from, to)
            .mapToObj(i -> measurement(i).startedAt(FIRST.plusSeconds(i)).row())
            .toArray(MeasurementRow[]::new);
    api.add(rows);
    return rows;
  }

  private static MeasurementRow startedAt(int number, String time) {
    return measurement(number).startedAt(Instant.parse(time)).row();
  }

  private String url(FakeRequest request) {
    return ReadApi.json(api.ask(request))
        .get("results")
        .get(0)
        .get("measurement_url")
        .stringValue();
  }

  private static String uid(MeasurementRow row) {
    return row.uid().text();
  }

  private static List<String> uids(JsonNode answer) {
    return answer
        .get("results")
        .valueStream()
        .map(result -> result.get("measurement_uid").stringValue())
        .toList();
  }
}
