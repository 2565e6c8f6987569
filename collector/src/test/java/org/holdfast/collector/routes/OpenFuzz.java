package org.holdfast.collector.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.CollectorUnderTest;
import org.holdfast.model.id.ReportId;

/// Whatever is sent to open a report, it is opened under a usable id or refused.
class OpenFuzz {

  @FuzzTest
  void everyReportIsOpenedOrRefused(byte[] body) {
    var collector = new CollectorUnderTest();
    Answer answer = collector.probe().post("/report", body);
    assertThat(answer.status()).isIn(200, 400, 404);
    assertThat(answer.json().has("error")).isEqualTo(answer.status() != 200);
    if (answer.status() == 200) {
      assertThat(ReportId.parse(answer.text("report_id"))).isPresent();
    }
    assertThat(collector.journal().records()).hasSize(answer.status() == 200 ? 1 : 0);
    assertThat(collector.counted("received")).isZero();
  }
}
