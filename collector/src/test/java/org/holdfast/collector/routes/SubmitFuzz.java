package org.holdfast.collector.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.CollectorUnderTest;
import org.holdfast.collector.fixture.Documents;
import org.holdfast.collector.fixture.InProcessProbe;

/// Whatever is sent to be stored by itself, it is stored or refused, and counted; and the address
/// it came from is not in what is stored.
class SubmitFuzz {
  private static final String SUBMIT = "/api/v1/submit_measurement";
  private static final String ADDRESS = "198.51.100.7";

  @FuzzTest
  void everyRequestIsStoredOrRefused(byte[] body) {
    check(body);
  }

  @FuzzTest
  void everyDocumentIsStoredOrRefused(byte[] document) {
    check(Documents.submit(new String(document, UTF_8)).getBytes(UTF_8));
  }

  private static void check(byte[] body) {
    var collector = new CollectorUnderTest();
    Answer answer = InProcessProbe.at(ADDRESS, collector.routes()).post(SUBMIT, body);
    assertThat(answer.status()).isIn(200, 400, 422);
    assertThat(answer.json().has("detail")).isEqualTo(answer.status() != 200);
    assertThat(collector.journal().measurements()).hasSize(answer.status() == 200 ? 1 : 0);
    collector
        .journal()
        .measurements()
        .forEach(r -> assertThat(new String(r.body(), UTF_8)).doesNotContain('"' + ADDRESS + '"'));
    collector.assertSumsHold();
  }
}
