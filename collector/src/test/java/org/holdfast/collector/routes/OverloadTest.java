package org.holdfast.collector.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.CollectorUnderTest;
import org.holdfast.edge.admission.AdmissionOptions;
import org.holdfast.journal.JournalUnavailableException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What probes of each generation are told when there is more to store than the journal takes.
/// After each test received = accepted + repeated + refused + deferred (I6).
@Timeout(30)
final class OverloadTest {
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration SOON = Duration.ofMillis(1);

  /// One place, nobody waits.
  @RegisterExtension
  final CollectorUnderTest busy =
      new CollectorUnderTest(
          PATIENT, PATIENT, new AdmissionOptions("submissions", 1, 0, Duration.ofMillis(20)));

  /// Plenty of places over a journal that is thought to hang as soon as anything waits.
  @RegisterExtension
  final CollectorUnderTest hanging =
      new CollectorUnderTest(SOON, SOON, new AdmissionOptions("submissions", 100, 0, PATIENT));

  private static Answer submit(CollectorUnderTest collector, int number) {
    String document =
        "{\\\"test_name\\\":\\\"signal\\\",\\\"probe_cc\\\":\\\"PT\\\",\\\"probe_asn\\\":\\\"AS1\\\","
            + "\\\"test_start_time\\\":\\\"2026-01-02 03:04:05\\\",\\\"input\\\":\\\"n"
            + number
            + "\\\"}";
    return send(
        collector,
        "POST",
        "/api/v1/submit_measurement",
        "{\"format\":\"json\",\"content\":\"" + document + "\"}");
  }

  private static Answer send(
      CollectorUnderTest collector, String method, String path, String body) {
    return collector.probe().send(method, path, body.getBytes(StandardCharsets.UTF_8));
  }

  private static <T> Future<T> begin(Callable<T> request) {
    var task = new FutureTask<>(request);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static void assertDeferred(Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    assertThat(answer.text("error")).isEqualTo("unavailable");
    assertThat(answer.text("detail")).isNotEmpty();
  }

  @Test
  @DisplayName("P76, U6: every generation is told 503, in its shape, while the one place is taken")
  void everyGenerationIsToldToComeBack() throws Exception {
    String report = busy.reportId("signal", "PT", 1);
    busy.journal().hold();
    Future<Answer> first = begin(() -> submit(busy, 1));
    await().until(() -> busy.journal().waiting() == 1);

    List<Answer> refused =
        List.of(
            submit(busy, 2),
            send(busy, "POST", "/report", "{}"),
            send(busy, "POST", "/report/" + report, "{\"format\":\"json\",\"content\":{}}"),
            send(busy, "PUT", "/report", "{\"report_id\":\"" + report + "\",\"content\":\"---\"}"),
            send(busy, "POST", "/report/" + report + "/close", ""));

    assertThat(refused).allSatisfy(OverloadTest::assertDeferred);
    busy.journal().release();
    assertThat(first.get().status()).isEqualTo(200);
    assertThat(busy.counted("deferred", "reason", "busy")).isEqualTo(3);
    assertThat(busy.counted("accepted")).isEqualTo(1);
    assertThat(submit(busy, 2).status()).as("at once when there is room").isEqualTo(200);
  }

  @Test
  @DisplayName("P76: while the disk hangs nobody waits for it but those who did when it began")
  void hangingDiskIsAnEarlyRefusal() {
    hanging.journal().hold();
    assertDeferred(submit(hanging, 1));
    await().until(() -> hanging.intake().stalled().isPresent());

    for (int i = 2; i < 50; i++) {
      assertDeferred(submit(hanging, i));
    }

    assertThat(hanging.journal().waiting()).as("handed to the disk").isEqualTo(1);
    assertThat(hanging.counted("deferred", "reason", "slow-storage")).isEqualTo(48);
    hanging.journal().release();
    assertThat(submit(hanging, 1).status()).as("it is durable meanwhile").isEqualTo(200);
    assertThat(submit(hanging, 2).status()).isEqualTo(200);
  }

  @Test
  void failureAndBugGiveTheirPlaceBack() {
    busy.journal().refuse(JournalUnavailableException.Reason.LOW_DISK);
    assertDeferred(submit(busy, 1));
    busy.journal().recover();
    busy.journal().throwOnAppend(new IllegalStateException("a bug"));
    assertThat(submit(busy, 2).status()).isEqualTo(500);
    busy.journal().recover();
    assertThat(send(busy, "POST", "/api/v1/submit_measurement", "{").status()).isEqualTo(422);
    assertThat(submit(busy, 3).status()).isEqualTo(200);
  }
}
