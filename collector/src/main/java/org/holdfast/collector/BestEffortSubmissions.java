package org.holdfast.collector;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.holdfast.edge.admission.Turn;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks other [KnownSubmissions] without ever letting them delay or fail an acknowledgement (P73,
/// P74): an answer is waited for only so long, errors count as "not known", and after either nobody
/// is asked for a while.
///
/// While one question is being answered the next gather and are asked together, so that under load
/// a submission costs a fraction of a query. They are asked on a platform thread, because a driver
/// stuck in native code would otherwise hold the carrier of all virtual threads.
final class BestEffortSubmissions {
  private static final Logger LOG = LoggerFactory.getLogger(BestEffortSubmissions.class);
  private static final int WAITING_MAX = 4096;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private record Question(Sha256 identity, CompletableFuture<Optional<MeasurementUid>> answer) {}

  private final KnownSubmissions known;
  private final Duration patience;
  private final Clock clock;
  private final BlockingQueue<Question> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private final AtomicBoolean answering = new AtomicBoolean();
  private final ExecutorService thread = newThread();
  private final AtomicReference<Instant> pausedUntil = new AtomicReference<>(Instant.MIN);

  /// @param patience the longest an answer is waited for
  BestEffortSubmissions(KnownSubmissions known, Duration patience, Clock clock) {
    this.known = known;
    this.patience = patience;
    this.clock = clock;
  }

  Optional<MeasurementUid> find(Sha256 identity) throws InterruptedException {
    if (clock.instant().isBefore(pausedUntil.get())) {
      return Optional.empty();
    }
    Question question = new Question(identity, new CompletableFuture<>());
    if (!waiting.offer(question)) {
      return Optional.empty();
    }
    answerUnlessAnswering();
    try (Turn.Aside _ = Turn.aside()) {
      return question.answer().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      waiting.remove(question);
      pause("did not answer within " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      pause("failed: " + e.getCause());
    }
    return Optional.empty();
  }

  private void answerUnlessAnswering() {
    if (answering.compareAndSet(false, true)) {
      thread.execute(this::answerAll);
    }
  }

  private void answerAll() {
    List<Question> questions = new ArrayList<>();
    while (waiting.drainTo(questions, KnownSubmissions.AT_ONCE_MAX) > 0) {
      answer(questions);
      questions.clear();
    }
    answering.set(false);
    // One that came after the last look has seen that somebody was answering.
    if (!waiting.isEmpty()) {
      answerUnlessAnswering();
    }
  }

  private void answer(List<Question> questions) {
    try {
      Map<Sha256, MeasurementUid> found =
          known.find(questions.stream().map(Question::identity).collect(Collectors.toSet()));
      for (Question question : questions) {
        question.answer().complete(Optional.ofNullable(found.get(question.identity())));
      }
    } catch (RuntimeException | Error e) {
      questions.forEach(question -> question.answer().completeExceptionally(e));
    }
  }

  private void pause(String why) {
    Instant before = pausedUntil.getAndSet(clock.instant().plus(PAUSE));
    if (before.isBefore(clock.instant())) {
      LOG.warn(
          "The look-up of earlier submissions {}; going on without it for {} s",
          why,
          PAUSE.toSeconds());
    }
  }

  /// The thread ends by itself when there is nothing to ask, so there is nothing to close.
  private static ExecutorService newThread() {
    var pool =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("known-submissions").factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
