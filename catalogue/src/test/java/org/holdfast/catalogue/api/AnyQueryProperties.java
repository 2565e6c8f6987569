package org.holdfast.catalogue.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.catalogue.Measurements.measurement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.edge.Reply;
import tools.jackson.databind.JsonNode;

/// Whatever the query string, the answer is JSON and never a server error.
class AnyQueryProperties {
  private static final int MEASUREMENTS = 20;
  private static final ReadApi API = open();

  private static ReadApi open() {
    try {
      ReadApi api = ReadApi.open(Files.createTempDirectory("any-query"));
      api.add(
          IntStream.range(0, MEASUREMENTS)
              .mapToObj(i -> measurement(i).row())
              .toArray(MeasurementRow[]::new));
      return api;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterContainer
  static void close() {
    API.close();
  }

  @Property(tries = 1_000)
  void searchNeverFails(@ForAll("queries") String query) {
    Reply reply = API.get("/api/v1/measurements?" + query);
    JsonNode body = ReadApi.json(reply);
    if (reply.status() == 200) {
      assertThat(body.get("results").isArray()).isTrue();
    } else {
      assertThat(reply.status()).isEqualTo(400);
      assertThat(body.get("error").isString()).isTrue();
      assertThat(body.has("detail")).isTrue();
    }
  }

  @Property(tries = 300)
  void metaNeverFails(@ForAll("queries") String query) {
    assertThat(API.get("/api/v1/measurement_meta?" + query).status()).isIn(200, 400, 422);
  }

  @Property(tries = 300)
  void rawNeverFails(@ForAll("queries") String query) {
    assertThat(API.get("/api/v1/raw_measurement?" + query).status()).isIn(200, 400, 404, 422);
  }

  @Property(tries = 100)
  void pagesOfAnySizeGiveEverythingOnce(@ForAll @IntRange(min = 1, max = 25) int limit) {
    String target = "/api/v1/measurements?limit=" + limit;
    int seen = 0;
    for (String next = target; next != null; ) {
      JsonNode answer = API.json(next);
      seen += answer.get("results").size();
      next = answer.get("metadata").get("next_url").stringValue(null);
    }
    assertThat(seen).isEqualTo(MEASUREMENTS);
  }

  @Property(tries = 500)
  void timeIsReadBackAsItIsWritten(@ForAll("times") Instant time) {
    assertThat(Times.parse(Times.toSeconds(time))).contains(time);
    assertThat(Times.parse(Times.toMicros(time))).contains(time);
  }

  @Provide
  Arbitrary<Instant> times() {
    return Arbitraries.longs()
        .between(
            Instant.parse("0001-01-01T00:00:00Z").getEpochSecond(),
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond())
        .map(Instant::ofEpochSecond);
  }

  @Provide
  Arbitrary<String> queries() {
    Arbitrary<String> names =
        Arbitraries.of(
            List.of(
                "report_id",
                "input",
                "domain",
                "category_code",
                "probe_cc",
                "probe_asn",
                "test_name",
                "since",
                "until",
                "confirmed",
                "anomaly",
                "failure",
                "software_version",
                "test_version",
                "engine_version",
                "ooni_run_link_id",
                "order_by",
                "order",
                "offset",
                "limit",
                "cursor",
                "measurement_uid",
                "full",
                "surprise"));
    Arbitrary<String> usual =
        Arbitraries.of(
            "",
            ",",
            "0",
            "-1",
            "2147483647",
            "true",
            "IT",
            "AS30722",
            "4294967295",
            "asc",
            "2026-08-21",
            "0001-01-01",
            "9999-12-31T23:59:59.999999999Z",
            "2026-08-21T00:00+18:00",
            "0001-01-01T00:00+18:00",
            "web_connectivity",
            "https://site1.example/",
            "MS4wLmE",
            "' OR 1=1 --",
            "\0",
            "\uD800");
    Arbitrary<String> anything = Arbitraries.strings().ofMaxLength(30);
    Arbitrary<String> pair =
        Combinators.combine(names, Arbitraries.oneOf(usual, anything))
            .as((name, value) -> name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    return Arbitraries.oneOf(
        pair.list().ofMaxSize(6).map(pairs -> pairs.stream().collect(Collectors.joining("&"))),
        anything);
  }
}
