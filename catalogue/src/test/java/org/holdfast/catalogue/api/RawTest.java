package org.holdfast.catalogue.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.catalogue.Measurements.FIRST;
import static org.holdfast.catalogue.Measurements.REPORT;
import static org.holdfast.catalogue.Measurements.archived;
import static org.holdfast.catalogue.Measurements.digest;
import static org.holdfast.catalogue.Measurements.measurement;
import static org.holdfast.catalogue.Measurements.uid;

import java.nio.file.Path;
import java.util.List;
import org.holdfast.catalogue.CatalogueTransaction.ArchivedObject;
import org.holdfast.catalogue.CatalogueTransaction.ArchivedPlace;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.edge.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawTest {
  private static final String RAW = "/api/v1/raw_measurement";
  private static final String BY_UID = "/api/v1/measurement/";

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
  @DisplayName("D40: existing bytes are immutable and have an ETag")
  void bytesAreUnchangedImmutableAndTagged() {
    MeasurementRow row = added(1);
    String document = " {\"a\": 1.0, \"b\":\"\\u00e9é\"}";
    api.bodies.published.put(row.uid().text(), document);
    Reply reply = api.get(RAW + "?measurement_uid=" + row.uid());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(ReadApi.text(reply)).isEqualTo(document);
    assertThat(reply.headers())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("X-Content-Type-Options", "nosniff");
    assertThat(reply.headers().get("Cache-Control")).contains("immutable");
    assertThat(reply.headers().get("ETag")).matches("\"[0-9a-f]{64}\"");
  }

  @Test
  void knownTagIsAnsweredWithNotModified() {
    MeasurementRow row = added(1);
    FakeRequest request = FakeRequest.get(RAW + "?measurement_uid=" + row.uid());
    String tag = api.ask(request).headers().get("ETag");
    for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
      Reply reply = api.ask(request.header("If-None-Match", known));
      assertThat(reply.status()).as(known).isEqualTo(304);
      assertThat(reply.body()).isEmpty();
      assertThat(reply.headers()).containsEntry("ETag", tag);
    }
    assertThat(api.ask(request.header("If-None-Match", "\"x\"")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RAW + "?measurement_uid=20260821090009.001000_IT_webconnectivity_0123456789abcdef",
        RAW + "?measurement_uid=%F0%9F%92%A9%00",
        RAW + "?report_id=" + REPORT + "&input=https://never.example/",
        BY_UID + "20260821090009.001000_IT_webconnectivity_0123456789abcdef",
        BY_UID + "20260821090009.001000_IT_webconnectivity_0123456789abcdef/body",
        BY_UID + "not-a-uid/envelope"
      })
  @DisplayName("D40: an unknown measurement is 404, cached for seconds")
  void unknownMeasurementIsNotFound(String target) {
    added(1);
    Reply reply = api.get(target);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.headers()).containsEntry("Cache-Control", "public, max-age=5");
    assertThat(ReadApi.json(reply).get("error").stringValue()).isEqualTo("measurement-not-found");
    assertThat(ReadApi.json(reply).get("detail").isString()).isTrue();
  }

  @Test
  @DisplayName("D16: twins are separately retrievable and never swapped")
  void twinsAreNeverSwapped() {
    MeasurementRow first = measurement(1).input("https://twin.example/").row();
    MeasurementRow second = measurement(2).input("https://twin.example/").row();
    api.add(second, first);
    for (MeasurementRow row : List.of(first, second)) {
      assertThat(ReadApi.text(api.get(RAW + "?measurement_uid=" + row.uid())))
          .isEqualTo("{\"of\":\"" + row.uid() + "\"}");
      assertThat(ReadApi.text(api.get(BY_UID + row.uid() + "/body")))
          .isEqualTo("received: {\"of\":\"" + row.uid() + "\"}");
    }
    Reply byReport = api.get(RAW + "?report_id=" + REPORT + "&input=https://twin.example/");
    assertThat(ReadApi.text(byReport)).contains(first.uid().text());
    assertThat(byReport.headers())
        .containsEntry("Cache-Control", "public, max-age=60")
        .containsEntry("Content-Location", BY_UID + first.uid());
  }

  @Test
  @DisplayName("I5: an alias answers with the measurement and says its uid")
  void aliasAnswersWithTheMeasurement() {
    MeasurementRow row = added(1);
    api.catalogue.inTransaction(
        t -> {
          t.addAlias(uid(2), row.uid(), digest("other"));
          return true;
        });
    Reply reply = api.get(BY_UID + uid(2));
    assertThat(ReadApi.text(reply)).contains(row.uid().text());
    assertThat(reply.headers()).containsEntry("Content-Location", BY_UID + row.uid());
    assertThat(api.get(BY_UID + uid(2) + "/body").headers())
        .containsEntry("Content-Location", BY_UID + row.uid() + "/body");
  }

  @Test
  void bodyAndEnvelopeStandBelowTheMeasurement() {
    MeasurementRow row = added(1);
    Reply body = api.get(BY_UID + row.uid() + "/body");
    assertThat(body.headers()).containsEntry("Content-Type", "application/octet-stream");
    Reply envelope = api.get(BY_UID + row.uid() + "/envelope");
    assertThat(envelope.headers()).containsEntry("Content-Type", "application/json");
    assertThat(ReadApi.text(envelope)).isEqualTo("{\"v\":1}");
  }

  @Test
  void downloadIsAnAttachment() {
    MeasurementRow row = added(1);
    assertThat(api.get(BY_UID + row.uid() + "?download=true").headers())
        .containsEntry(
            "Content-Disposition",
            "attachment; filename=\"ooni_measurement-" + row.uid() + ".json\"");
    assertThat(api.get(BY_UID + row.uid()).headers()).doesNotContainKey("Content-Disposition");
  }

  @Test
  void unreadableBytesAreUnavailableForNow() {
    MeasurementRow row = added(1);
    api.bodies.unreadable.add(row.uid().text());
    for (String target :
        List.of(RAW + "?measurement_uid=" + row.uid(), BY_UID + row.uid() + "/body")) {
      Reply reply = api.get(target);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.headers()).containsKey("Retry-After").doesNotContainKey("Cache-Control");
      assertThat(ReadApi.json(reply).get("error").isString()).isTrue();
      assertThat(ReadApi.json(reply).get("detail").isString()).isTrue();
    }
  }

  @Test
  void withdrawnBytesAreGone() {
    MeasurementRow row = added(1);
    api.bodies.published.clear();
    assertThat(api.get(BY_UID + row.uid()).status()).isEqualTo(410);
  }

  @Test
  void measurementArchivedWhileItIsReadIsReadFromItsNewPlace() {
    MeasurementRow row = added(1);
    api.bodies.unreadable.add(row.location().toString());
    api.bodies.beforeReading =
        () ->
            api.catalogue.inTransaction(
                t -> {
                  t.markArchived(
                      new ArchivedObject("stem", 1, 1, FIRST, FIRST),
                      List.of(new ArchivedPlace(row.uid(), archived("stem", 1))));
                  return true;
                });
    assertThat(api.get(BY_UID + row.uid()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?input=x", "?report_id=&measurement_uid="})
  void questionWithoutAMeasurementIsRefused(String query) {
    assertThat(api.get(RAW + query).status()).isEqualTo(400);
  }

  private MeasurementRow added(int number) {
    MeasurementRow row = measurement(number).row();
    api.add(row);
    return row;
  }
}
