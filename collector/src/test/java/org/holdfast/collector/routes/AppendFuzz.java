package org.holdfast.collector.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.CollectorUnderTest;

/// Whatever is sent to an open report, it is stored or refused, and counted.
class AppendFuzz {

  @FuzzTest
  void everythingAppendedIsStoredOrRefused(byte[] body) {
    var collector = new CollectorUnderTest();
    String path = "/report/" + collector.reportId("signal", "PT", 64501);
    Answer posted = collector.probe().post(path, body);
    assertThat(posted.status()).isIn(200, 400, 404);
    assertThat(posted.json().has("error")).isEqualTo(posted.status() != 200);
    assertThat(collector.journal().measurements()).hasSize(posted.status() == 200 ? 1 : 0);
    assertThat(collector.probe().send("PUT", "/report", body).status()).isIn(200, 400, 404);
    collector.assertSumsHold();
  }
}
