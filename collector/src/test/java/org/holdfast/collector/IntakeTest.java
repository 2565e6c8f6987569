package org.holdfast.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.CollectorUnderTest;
import org.holdfast.collector.fixture.Documents;
import org.holdfast.collector.fixture.InProcessProbe;
import org.holdfast.collector.fixture.Probe;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.holdfast.model.Sha256;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.FleetKey;
import org.holdfast.model.id.MeasurementUid;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IntakeTest {
  private static final String SUBMIT = "/api/v1/submit_measurement";
  private static final String BODY = Documents.submit(Documents.signal("https://example.org/"));

  /// Answers that arrive while others are waited for.
  private static Future<Answer> inBackground(Callable<Answer> request) {
    var executor = Executors.newVirtualThreadPerTaskExecutor();
    Future<Answer> answer = executor.submit(request);
    executor.shutdown();
    return answer;
  }

  @Nested
  class Normally {
    @RegisterExtension final CollectorUnderTest collector = new CollectorUnderTest();

    @Test
    @DisplayName("I1, P64: nothing is acknowledged before the journal says it is durable")
    void acknowledgesOnlyWhatIsDurable() throws Exception {
      collector.journal().hold();
      Future<Answer> answer = inBackground(() -> collector.probe().post(SUBMIT, BODY));
      await().until(() -> collector.journal().waiting() == 1);
      assertThat(answer.isDone()).isFalse();
      assertThat(collector.counted("accepted")).isZero();

      collector.journal().release();

      assertThat(answer.get().status()).isEqualTo(200);
      assertThat(answer.get().text("measurement_uid"))
          .isEqualTo(collector.journal().measurement().envelope().uid().text());
      assertThat(collector.counted("accepted")).isEqualTo(1);
    }

    @Test
    @DisplayName("U14: the same bytes sent while the first are being stored wait for them")
    void aSecondCopyWaitsForTheFirst() throws Exception {
      collector.journal().hold();
      Future<Answer> first = inBackground(() -> collector.probe().post(SUBMIT, BODY));
      await().until(() -> collector.journal().waiting() == 1);
      Future<Answer> second = inBackground(() -> collector.probe().post(SUBMIT, BODY));
      assertThat(second.isDone()).isFalse();

      collector.journal().release();

      assertThat(second.get().text("measurement_uid"))
          .isEqualTo(first.get().text("measurement_uid"));
      assertThat(collector.journal().measurements()).hasSize(1);
      assertThat(collector.counted("repeated")).isEqualTo(1);
    }

    @Test
    @DisplayName("U14: of 50 parallel identical submissions one is stored, all hear of it")
    void fiftyParallelCopiesBecomeOneRecord() throws Exception {
      var start = new CountDownLatch(1);
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(
            inBackground(
                () -> {
                  start.await();
                  return collector.probe().post(SUBMIT, BODY);
                }));
      }
      start.countDown();

      Set<String> uids = new HashSet<>();
      Set<String> reportIds = new HashSet<>();
      for (Future<Answer> answer : answers) {
        assertThat(answer.get().status()).isEqualTo(200);
        uids.add(answer.get().text("measurement_uid"));
        reportIds.add(answer.get().text("report_id"));
      }
      assertThat(uids).hasSize(1);
      assertThat(reportIds).hasSize(1);
      assertThat(collector.journal().measurements()).hasSize(1);
      assertThat(collector.counted("accepted")).isEqualTo(1);
      assertThat(collector.counted("repeated")).isEqualTo(49);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    @DisplayName("P65, P66: what the journal does not take in is answered 503 and may come again")
    void whatIsNotStoredIsDeferred(Reason reason) {
      collector.journal().refuse(reason);
      Answer deferred = collector.probe().post(SUBMIT, BODY);
      assertThat(deferred.status()).isEqualTo(503);
      assertThat(Integer.parseInt(deferred.header("Retry-After"))).isPositive();
      assertThat(deferred.text("error")).isEqualTo("unavailable");
      assertThat(deferred.json().path("detail").isString()).isTrue();
      assertThat(collector.counted("deferred")).isEqualTo(1);

      collector.journal().recover();
      assertThat(collector.probe().post(SUBMIT, BODY).status()).isEqualTo(200);
      assertThat(collector.journal().measurements()).hasSize(1);
    }

    @Test
    void whoWaitsForACopyThatFailsIsDeferredToo() throws Exception {
      collector.journal().hold();
      Future<Answer> first = inBackground(() -> collector.probe().post(SUBMIT, BODY));
      await().until(() -> collector.journal().waiting() == 1);
      Future<Answer> second = inBackground(() -> collector.probe().post(SUBMIT, BODY));
      collector.journal().failWaiting(Reason.FAILED);

      assertThat(first.get().status()).isEqualTo(503);
      // The second either waited for the first, or came after it and was stored.
      assertThat(second.get().status()).isIn(503, 200);
      assertThat(collector.probe().post(SUBMIT, BODY).status()).isEqualTo(200);
      assertThat(collector.journal().measurements()).hasSize(1);
    }

    @Test
    @DisplayName("I6: a bug is counted as deferred, and leaves nothing claimed")
    void aBugLeavesNothingClaimed() {
      collector.journal().throwOnAppend(new IllegalStateException("bug"));
      assertThat(collector.probe().post(SUBMIT, BODY).status()).isEqualTo(500);
      assertThat(collector.counted("deferred", "reason", "internal-error")).isEqualTo(1);

      collector.journal().recover();
      assertThat(collector.probe().post(SUBMIT, BODY).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("P71: after a restart the journal tells which submissions were there before")
    void recognisesAfterARestart() {
      Answer before = collector.probe().post(SUBMIT, BODY);

      Answer after = InProcessProbe.of(collector.restarted()).post(SUBMIT, BODY);

      assertThat(after.text("measurement_uid")).isEqualTo(before.text("measurement_uid"));
      assertThat(after.text("report_id")).isEqualTo(before.text("report_id"));
      assertThat(collector.journal().measurements()).hasSize(1);
    }

    @Test
    @DisplayName("I10: a long backlog does not keep a collector from starting")
    void startsBeforeALongBacklogIsRead() {
      CountDownLatch reading = new CountDownLatch(1);
      collector.journal().beforeReadingBack(() -> awaitUninterruptibly(reading));

      Probe probe = InProcessProbe.of(collector.restarted(Duration.ofMillis(1)));
      assertThat(probe.post(SUBMIT, BODY).status()).isEqualTo(200);
      reading.countDown();
    }

    @Test
    @DisplayName("I10: nor does a journal that cannot be read")
    void startsWhereTheBacklogCannotBeRead() {
      collector
          .journal()
          .beforeReadingBack(
              () -> {
                throw new UncheckedIOException(new IOException("Input/output error"));
              });
      Answer answer = InProcessProbe.of(collector.restarted()).post(SUBMIT, BODY);
      assertThat(answer.status()).isEqualTo(200);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
      try {
        assertThat(latch.await(20, SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Test
    void uidsOfOneMomentDiffer() {
      Map<String, Integer> uids = new HashMap<>();
      for (int i = 0; i < 100; i++) {
        String body = Documents.submit(Documents.signal("https://example.org/" + i));
        uids.merge(collector.probe().post(SUBMIT, body).text("measurement_uid"), 1, Integer::sum);
      }
      assertThat(uids).hasSize(100);
    }
  }

  @Nested
  class WithAShortDeadline {
    @RegisterExtension
    final CollectorUnderTest collector =
        new CollectorUnderTest(GeoDatabase.NONE, KnownSubmissions.NONE, Duration.ofMillis(50));

    @Test
    @DisplayName("P76: past the deadline 503; what becomes durable later answers the next try")
    void aRecordThatBecomesDurableLateAnswersTheNextTry() {
      collector.journal().hold();
      assertThat(collector.probe().post(SUBMIT, BODY).status()).isEqualTo(503);
      // Still on its way: neither stored again nor acknowledged.
      assertThat(collector.probe().post(SUBMIT, BODY).status()).isEqualTo(503);
      assertThat(collector.journal().waiting()).isEqualTo(1);

      collector.journal().release();

      Answer answer = collector.probe().post(SUBMIT, BODY);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text("measurement_uid"))
          .isEqualTo(collector.journal().measurement().envelope().uid().text());
      assertThat(collector.counted("deferred", "reason", "past-deadline")).isEqualTo(2);
      assertThat(collector.counted("repeated")).isEqualTo(1);
    }

    @Test
    void opensAndClosesAreDeferredToo() {
      collector.journal().hold();
      String open =
          "{\"software_name\":\"t\",\"software_version\":\"1\",\"test_name\":\"tt\",\"test_version\":\"1\"}";
      assertThat(collector.probe().post("/report", open).status()).isEqualTo(503);
      String id = collector.reportId("signal", "PT", 64501);
      assertThat(collector.probe().post("/report/" + id + "/close", "").status()).isEqualTo(503);
    }
  }

  @Nested
  class WithACatalogue {
    private static final MeasurementUid EARLIER =
        new MeasurementUid("20261101000000.000001_PT_signal_0123456789abcdef");

    private volatile KnownSubmissions catalogue = KnownSubmissions.NONE;
    private final AtomicInteger asked = new AtomicInteger();

    @RegisterExtension
    final CollectorUnderTest collector =
        new CollectorUnderTest(GeoDatabase.NONE, this::ask, Duration.ofSeconds(20));

    private Map<Sha256, MeasurementUid> ask(Set<Sha256> identities) {
      asked.incrementAndGet();
      return catalogue.find(identities);
    }

    @Test
    void whatTheCatalogueKnowsIsNotStoredAgain() {
      Sha256 identity =
          new FleetKey(new byte[FleetKey.MIN_BYTES])
              .conceal(Sha256.of(Documents.signal("https://example.org/").getBytes(UTF_8)));
      catalogue = wanted -> Map.of(identity, EARLIER);

      Answer answer = collector.probe().post(SUBMIT, BODY);

      assertThat(answer.text("measurement_uid")).isEqualTo(EARLIER.text());
      assertThat(answer.text("report_id")).as("a fresh one").isNotEmpty();
      assertThat(collector.journal().measurements()).isEmpty();
      assertThat(collector.counted("repeated")).isEqualTo(1);
    }

    @Test
    @DisplayName("P73: a catalogue that fails changes nothing")
    void aFailingCatalogueIsIgnored() {
      catalogue =
          identities -> {
            throw new IllegalStateException("no database");
          };
      assertThat(collector.probe().post(SUBMIT, BODY).status()).isEqualTo(200);
      assertThat(collector.counted("accepted")).isEqualTo(1);
    }

    @Test
    @DisplayName("P73, P74: a catalogue that hangs delays one answer by the bound, then none")
    void aHangingCatalogueIsNotAskedAgainSoon() {
      var never = new CountDownLatch(1);
      catalogue =
          identities -> {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return Map.of();
          };
      for (int i = 0; i < 20; i++) {
        String body = Documents.submit(Documents.signal("https://example.org/" + i));
        assertThat(collector.probe().post(SUBMIT, body).status()).isEqualTo(200);
      }
      assertThat(asked).hasValue(1);
      never.countDown();
    }
  }
}
