package org.holdfast.catalogue.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.catalogue.Measurements.REPORT;
import static org.holdfast.catalogue.Measurements.digest;
import static org.holdfast.catalogue.Measurements.measurement;
import static org.holdfast.catalogue.Measurements.uid;

import java.nio.file.Path;
import java.time.OffsetDateTime;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.edge.Reply;
import org.holdfast.model.envelope.VerificationStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MetaTest {
  private static final String META = "/api/v1/measurement_meta";

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
  @DisplayName("P85: integer probe_asn, RFC 3339 times, scores as text, the right status")
  void metaOfAKnownUid() {
    MeasurementRow row = measurement(1).verification(VerificationStatus.VERIFIED).row();
    api.add(row);
    JsonNode meta = api.json(META + "?measurement_uid=" + row.uid());
    assertThat(meta.get("probe_asn").isIntegralNumber()).isTrue();
    assertThat(meta.get("probe_asn").longValue()).isEqualTo(30722);
    assertThat(meta.get("scores").stringValue()).isEqualTo(row.scores());
    assertThat(meta.get("verification_status").stringValue()).isEqualTo("verified");
    assertThat(meta.get("measurement_uid").stringValue()).isEqualTo(row.uid().text());
    for (String time : new String[] {"measurement_start_time", "test_start_time"}) {
      assertThat(OffsetDateTime.parse(meta.get(time).stringValue())).isNotNull();
    }
    assertThat(meta.get("measurement_start_time").stringValue()).isEqualTo("2026-08-21T09:00:01Z");
    assertThat(meta.has("raw_measurement")).isFalse();
  }

  @Test
  @DisplayName("P85, P89: an unknown uid is an empty object with 200, not to be cached")
  void unknownUidIsAnEmptyObject() {
    for (String query :
        new String[] {
          "measurement_uid=" + uid(9), "measurement_uid=nonsense%00'\"", "report_id=" + REPORT
        }) {
      Reply reply = api.get(META + "?full=true&" + query);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(ReadApi.text(reply)).isEqualTo("{}");
      assertThat(reply.headers()).containsEntry("Cache-Control", "no-cache");
    }
  }

  @Test
  void fullHoldsTheMeasurementAsText() {
    MeasurementRow row = measurement(1).row();
    api.add(row);
    JsonNode meta = api.json(META + "?full=true&measurement_uid=" + row.uid());
    assertThat(meta.get("raw_measurement").stringValue())
        .isEqualTo("{\"of\":\"" + row.uid() + "\"}");
  }

  @Test
  void fullWithoutReadableBytesHoldsAnEmptyTextAndIsNotCached() {
    MeasurementRow row = measurement(1).row();
    api.add(row);
    api.bodies.unreadable.add(row.uid().text());
    Reply reply = api.get(META + "?full=1&measurement_uid=" + row.uid());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(ReadApi.json(reply).get("raw_measurement").stringValue()).isEmpty();
    assertThat(reply.headers()).containsEntry("Cache-Control", "no-cache");
  }

  @Test
  void reportIdAndInputNameAMeasurement() {
    MeasurementRow with = measurement(1).row();
    MeasurementRow without = measurement(2).input("").row();
    api.add(with, without);
    assertThat(uidAt("report_id=" + REPORT + "&input=" + with.input()))
        .isEqualTo(with.uid().text());
    assertThat(uidAt("report_id=" + REPORT)).isEqualTo(without.uid().text());
    assertThat(uidAt("report_id=" + REPORT + "&input=")).isEqualTo(without.uid().text());
    assertThat(uidAt("report_id=&measurement_uid=" + with.uid())).isEqualTo(with.uid().text());
  }

  @Test
  @DisplayName("I5: an alias shows the canonical uid")
  void aliasShowsTheCanonicalUid() {
    MeasurementRow row = measurement(1).row();
    api.add(row);
    api.catalogue.inTransaction(
        t -> {
          t.addAlias(uid(2), row.uid(), digest("other"));
          return true;
        });
    assertThat(uidAt("measurement_uid=" + uid(2))).isEqualTo(row.uid().text());
  }

  @Test
  void measurementWithoutKnownNetworkIsAnswered() {
    MeasurementRow row = measurement(1).from("ZZ", 0).row();
    api.add(row);
    assertThat(uidAt("measurement_uid=" + row.uid())).isEqualTo(row.uid().text());
  }

  @ParameterizedTest
  @CsvSource({
    "'', 400",
    "input=https://x.example/, 400",
    "measurement_uid=&report_id=, 400",
    "measurement_uid=ab, 422",
    "report_id=short, 422",
    "report_id=has-a-dash-in-the-middle, 422",
    "measurement_uid=abc&full=perhaps, 400"
  })
  void unusableQuestionIsRefused(String query, int status) {
    Reply reply = api.get(META + "?" + query);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(ReadApi.json(reply).get("error").isString()).isTrue();
    assertThat(ReadApi.json(reply).has("detail")).isTrue();
  }

  private String uidAt(String query) {
    return api.json(META + "?" + query).get("measurement_uid").stringValue();
  }
}
