package org.holdfast.journal.spool;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.holdfast.journal.Position;
import org.holdfast.journal.Records;
import org.holdfast.journal.spool.DirectSendings.Sending;
import org.holdfast.model.envelope.JournalRecord;
import org.junit.jupiter.api.Test;

/// What is remembered of records that took too long.
final class DirectSendingsTest {
  private final Records records = new Records(Clock.systemUTC(), 5);
  private final BlockingQueue<Sending> late = new LinkedBlockingQueue<>();
  private final DirectSendings sendings = DirectSendings.start(Duration.ofMillis(1), late::add);

  private Sending overdue(JournalRecord record, CompletableFuture<Position> fate)
      throws InterruptedException {
    CompletableFuture<Position> answer = sendings.watch(record, fate);
    Sending sending = late.poll(20, SECONDS);
    assertThat(sending).isNotNull();
    assertThat(sending.answer()).isSameAs(answer);
    return sending;
  }

  @Test
  void oneThatMayYetBeStoredIsRememberedUntilItIsDrained() throws Exception {
    try (sendings) {
      JournalRecord record = records.measurement(10);
      CompletableFuture<Position> fate = new CompletableFuture<>();
      overdue(record, fate);
      fate.complete(new Position("kafka/1"));
      assertThat(sendings.undecided(record.envelope().uid())).containsSame(fate);
      sendings.forget(record.envelope().uid());
      assertThat(sendings.undecided(record.envelope().uid())).isEmpty();
    }
  }

  @Test
  void oneThatIsKnownNotToBeStoredIsForgotten() throws Exception {
    try (sendings) {
      JournalRecord record = records.measurement(10);
      CompletableFuture<Position> fate = new CompletableFuture<>();
      overdue(record, fate);
      fate.completeExceptionally(new IllegalStateException("the broker took nothing"));
      assertThat(sendings.undecided(record.envelope().uid())).isEmpty();
    }
  }

  @Test
  void oneThatIsSentAfterTheEndIsAnsweredByTheRemoteAlone() {
    sendings.close();
    CompletableFuture<Position> fate = new CompletableFuture<>();
    CompletableFuture<Position> answer = sendings.watch(records.measurement(10), fate);
    fate.completeExceptionally(new IllegalStateException("closed"));
    assertThat(answer).isCompletedExceptionally();
  }
}
