package org.holdfast.catalogue.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.catalogue.Measurements.measurement;

import java.nio.file.Path;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.edge.Reply;
import org.holdfast.model.envelope.VerificationStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// D37, without recordings: the answers, written out in the shape that was recorded.
@DisplayName("D37: expected answers")
class ExpectedAnswersTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path directory;
  private ReadApi api;

  @BeforeEach
  void open() {
    api = ReadApi.open(directory);
    api.add(withInput(), withoutInput());
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static MeasurementRow withInput() {
    return measurement(1)
        .flags(true, false, false)
        .scores("{\"blocking_general\": 1.0, \"analysis\": {\"blocking_type\": \"dns\"}}")
        .verification(VerificationStatus.VERIFIED)
        .row();
  }

  private static MeasurementRow withoutInput() {
    return measurement(2).test("signal").input("").scores("{}").row();
  }

  @Test
  void search() {
    Reply reply =
        api.ask(
            FakeRequest.get(
                    "/api/v1/measurements?since=2026-08-21&until=2026-08-22&failure=false"
                        + "&limit=50&order=asc")
                .over("https")
                .header("Host", "holdfast.example"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers()).containsEntry("Content-Type", "application/json");
    assertThat(ReadApi.json(reply))
        .isEqualTo(
            JSON.readTree(
                """
                {
                  "metadata": {
                    "count": 2,
                    "current_page": 1,
                    "limit": 50,
                    "next_url": null,
                    "offset": 0,
                    "pages": 1,
                    "query_time": 0.0
                  },
                  "results": [
                    {
                      "anomaly": true,
                      "confirmed": false,
                      "failure": false,
                      "input": "https://site1.example/",
                      "probe_asn": "AS30722",
                      "probe_cc": "IT",
                      "report_id":
                        "20260821T090000Z_webconnectivity_IT_30722_n1_AbCdEfGh01234567",
                      "scores": {"blocking_general": 1.0, "analysis": {"blocking_type": "dns"}},
                      "test_name": "web_connectivity",
                      "measurement_url":
                        "https://holdfast.example/api/v1/raw_measurement?measurement_uid=UID1",
                      "measurement_start_time": "2026-08-21T09:00:01.000000Z",
                      "measurement_uid": "UID1",
                      "verification_status": "verified"
                    },
                    {
                      "anomaly": false,
                      "confirmed": false,
                      "failure": false,
                      "input": null,
                      "probe_asn": "AS30722",
                      "probe_cc": "IT",
                      "report_id":
                        "20260821T090000Z_webconnectivity_IT_30722_n1_AbCdEfGh01234567",
                      "scores": {},
                      "test_name": "signal",
                      "measurement_url":
                        "https://holdfast.example/api/v1/raw_measurement?measurement_uid=UID2",
                      "measurement_start_time": "2026-08-21T09:00:02.000000Z",
                      "measurement_uid": "UID2",
                      "verification_status": "unverified"
                    }
                  ]
                }
                """
                    .replace("UID1", withInput().uid().text())
                    .replace("UID2", withoutInput().uid().text())));
  }

  @Test
  void meta() {
    assertThat(
            api.json("/api/v1/measurement_meta?full=true&measurement_uid=" + withoutInput().uid()))
        .isEqualTo(
            JSON.readTree(
                """
                {
                  "input": "",
                  "measurement_start_time": "2026-08-21T09:00:02Z",
                  "measurement_uid": "UID2",
                  "report_id": "20260821T090000Z_webconnectivity_IT_30722_n1_AbCdEfGh01234567",
                  "test_name": "signal",
                  "test_start_time": "2026-08-21T09:00:00Z",
                  "probe_asn": 30722,
                  "probe_cc": "IT",
                  "scores": "{}",
                  "anomaly": false,
                  "confirmed": false,
                  "failure": false,
                  "raw_measurement": "{\\"of\\":\\"UID2\\"}",
                  "category_code": "",
                  "verification_status": "unverified"
                }
                """
                    .replace("UID2", withoutInput().uid().text())));
  }
}
