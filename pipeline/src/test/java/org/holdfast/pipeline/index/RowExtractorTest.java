package org.holdfast.pipeline.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.Sha256;
import org.holdfast.model.document.MeasurementScanner;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.json.UnreadableJsonException;
import org.holdfast.pipeline.testing.Records;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RowExtractorTest {
  private static final Instant RECEIVED = Instant.parse("2026-08-21T09:00:00.250Z");

  private static MeasurementRow row(String document) throws UnreadableJsonException {
    Envelope envelope = new Records(RECEIVED).submit(document).envelope();
    byte[] bytes = document.getBytes(UTF_8);
    return RowExtractor.row(
        envelope,
        MeasurementScanner.scan(bytes, 0, bytes.length),
        Set.of(),
        Sha256.of(bytes),
        new Location.InJournal("here"));
  }

  @Test
  @DisplayName("columns are filled as pipeline contract §1.6 says")
  void fillsTheColumns() throws UnreadableJsonException {
    MeasurementRow row = row(new Records(RECEIVED).document(5, "x"));

    assertThat(row.input()).isEqualTo("https://example.org:8443/5?q=1");
    assertThat(row.domain()).isEqualTo("example.org:8443");
    assertThat(row.testName()).isEqualTo("signal");
    assertThat(row.measurementStartTime()).isEqualTo("2026-08-21T09:00:06Z");
    assertThat(row.testStartTime()).isEqualTo("2026-08-21T09:00:00Z");
    assertThat(row.platform()).isEqualTo("linux");
    assertThat(row.testRuntime()).isEqualTo(0.5);
    assertThat(row.scores()).isEqualTo("{}");
    assertThat(row.vantagePoint()).hasToString("VantagePoint[countryCode=PT, asn=AS3243]");
  }

  @Test
  void fallsBackToTheReceiveTime() throws UnreadableJsonException {
    assertThat(row("{\"measurement_start_time\":\"yesterday at the very latest\"}"))
        .extracting(MeasurementRow::measurementStartTime, MeasurementRow::platform)
        .containsExactly(Instant.parse("2026-08-21T09:00:00Z"), "unset");
    assertThat(row("{\"measurement_start_time\":\"2026-02-30 00:00:00\"}").measurementStartTime())
        .isEqualTo("2026-08-21T09:00:00Z");
  }

  @Test
  @DisplayName("AS0 and ZZ are indexed like others (U4)")
  void indexesUnknownVantagePoints() throws UnreadableJsonException {
    assertThat(row("{\"probe_cc\":\"ZZ\",\"probe_asn\":\"AS0\"}").vantagePoint())
        .hasToString("VantagePoint[countryCode=ZZ, asn=AS0]");
  }

  @Test
  @DisplayName("text a database refuses is cleaned and bounded")
  void cleansText() throws UnreadableJsonException {
    MeasurementRow row =
        row("{\"input\":\"a\\u0000b" + "\uD83D\uDE00".repeat(5000) + "\",\"test_name\":\"t\"}");

    assertThat(row.input()).startsWith("ab\uD83D\uDE00").hasSizeLessThanOrEqualTo(8192);
    assertThat(Character.isHighSurrogate(row.input().charAt(row.input().length() - 1))).isFalse();
  }

  @Test
  void writesListInputsInBraces() throws UnreadableJsonException {
    assertThat(row("{\"input\":[\"a\",\"b\"]}").input()).isEqualTo("{a,b}");
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/a, example.org",
    "https://user@example.org:81?x, user@example.org:81",
    "stun://stun.example.net:3478, stun.example.net:3478",
    "//example.org/x, example.org",
    "http://[2001:db8::1]:80/, [2001:db8::1]:80",
    "example.org, ''",
    "example.org/a//b, ''",
    "'', ''",
    "http://, ''"
  })
  void domainIsTheAuthority(String input, String domain) {
    assertThat(RowExtractor.domain(input)).isEqualTo(domain);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-08-21 09:03:00, 2026-08-21T09:03:00Z",
    "2026-08-21T09:03:00Z, 2026-08-21T09:03:00Z",
    "2026-08-21 09:03:00.123456, 2026-08-21T09:03:00Z"
  })
  void readsTheTimesProbesWrite(String claimed, Instant time) {
    assertThat(RowExtractor.time(Optional.of(claimed))).contains(time);
  }
}
