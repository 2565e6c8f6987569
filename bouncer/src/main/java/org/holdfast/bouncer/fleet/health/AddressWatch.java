package org.holdfast.bouncer.fleet.health;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps looking at one address of one node until it is closed. Looks and exercises run on a thread
/// each, so that a slow exercise holds up no look; both at a rhythm that is never quite the same,
/// so that the bouncers of a fleet do not ask together.
public final class AddressWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AddressWatch.class);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(50);
  private static final Duration BETWEEN_NEEDED_EXERCISES = Duration.ofMillis(300);
  private static final Duration BETWEEN_THOUGHTS = Duration.ofMillis(100);
  private static final int REASON_MAX = 200;

  /// A failure during which this process stood still for half of the time does not count, but not
  /// for ever.
  private static final int EXCUSED_IN_A_ROW = 1;

  private static final int EXCUSING_PART = 2;

  private final PublishedAddress address;
  private final Exchange look;
  private final Exchange exercise;
  private final Rhythm rhythm;
  private final Stalls stalls;
  private final Runnable onChange;
  private final AddressHealth health = new AddressHealth();
  private final AtomicInteger falls = new AtomicInteger();
  private final Thread looking;
  private final Thread exercising;
  private int excused;
  private boolean illBefore;
  private volatile boolean closed;
  private long exercisedAtNanos = System.nanoTime();
  private Duration nextAfter = Duration.ofDays(1);
  private volatile KnownNode node;
  private volatile Seen seen = new Seen(false, false, "not looked at yet");

  /// What was seen so far.
  ///
  /// @param concluded whether enough was seen to say well or ill
  /// @param reason why it is not well; empty if it is
  /// @param answeredAtNanos of [System#nanoTime], when an exchange last went well
  public record Seen(
      boolean concluded, boolean well, String reason, Optional<Long> answeredAtNanos) {
    public Seen(boolean concluded, boolean well, String reason) {
      this(concluded, well, reason, Optional.empty());
    }
  }

  private AddressWatch(
      KnownNode node,
      PublishedAddress address,
      Exchange look,
      Exchange exercise,
      Rhythm rhythm,
      Stalls stalls,
      Runnable onChange) {
    this.node = node;
    this.address = address;
    this.look = look;
    this.exercise = exercise;
    this.rhythm = rhythm;
    this.stalls = stalls;
    this.onChange = onChange;
    String name = "fleet-watch-" + node.name();
    this.looking = Thread.ofVirtual().name(name).unstarted(() -> repeat(this::lookOnce));
    this.exercising =
        Thread.ofVirtual().name(name + "-exercise").unstarted(() -> repeat(this::exerciseOnce));
  }

  /// @param onChange runs whenever an address becomes well or ill, on the watch's own threads
  public static AddressWatch start(
      KnownNode node,
      PublishedAddress address,
      Exchange look,
      Exchange exercise,
      Rhythm rhythm,
      Stalls stalls,
      Runnable onChange) {
    AddressWatch watch = new AddressWatch(node, address, look, exercise, rhythm, stalls, onChange);
    watch.looking.start();
    watch.exercising.start();
    return watch;
  }

  /// The node may have another key since.
  public void update(KnownNode now) {
    node = now;
  }

  public Seen seen() {
    return seen;
  }

  public KnownNode node() {
    return node;
  }

  public PublishedAddress address() {
    return address;
  }

  private interface Step {
    Duration take() throws InterruptedException;
  }

  private void repeat(Step step) {
    while (!closed) {
      try {
        Thread.sleep(step.take());
      } catch (InterruptedException e) {
        // Closed, or an exercise was called off.
      }
    }
  }

  private Duration lookOnce() throws InterruptedException {
    long start = System.nanoTime();
    Optional<String> fault = ask(look, rhythm.lookWithin());
    if (fault.isPresent() && isExcused(start)) {
      return AFTER_FAILURE;
    }
    note(fault, () -> health.look(fault, System.nanoTime()));
    callOffIfIll();
    return fault.isPresent() && seen.well() ? AFTER_FAILURE : jittered(rhythm.lookEvery());
  }

  /// Nothing comes of an exercise whose address fell ill meanwhile: it has to pass another, which
  /// should not wait until this one gives up.
  private void callOffIfIll() {
    boolean ill = isIll();
    if (ill && !illBefore) {
      falls.incrementAndGet();
      exercising.interrupt();
    }
    illBefore = ill;
  }

  private boolean isExcused(long start) {
    boolean stood =
        stalls.between(start, System.nanoTime()) > rhythm.lookWithin().toNanos() / EXCUSING_PART;
    excused = stood ? excused + 1 : 0;
    return stood && excused <= EXCUSED_IN_A_ROW;
  }

  private Duration exerciseOnce() throws InterruptedException {
    int before = falls.get();
    if (isIll() || (!awaitsExercise() && !isDue())) {
      return BETWEEN_THOUGHTS;
    }
    Optional<String> fault = ask(exercise, rhythm.exerciseWithin());
    if (falls.get() != before) {
      return BETWEEN_THOUGHTS;
    }
    note(fault, () -> health.exercise(fault));
    exercisedAtNanos = System.nanoTime();
    nextAfter = jittered(rhythm.exerciseEvery());
    return fault.isPresent() && seen.well() ? AFTER_FAILURE : BETWEEN_NEEDED_EXERCISES;
  }

  private boolean isDue() {
    return System.nanoTime() - exercisedAtNanos > nextAfter.toNanos();
  }

  private synchronized boolean awaitsExercise() {
    return health.awaitsExercise();
  }

  private synchronized boolean isIll() {
    return health.isUnanswered();
  }

  private Optional<String> ask(Exchange exchange, Duration within) throws InterruptedException {
    try {
      return exchange
          .fault(node, address, within)
          .map(f -> f.length() <= REASON_MAX ? f : f.substring(0, REASON_MAX));
    } catch (RuntimeException e) {
      LOG.error("A fault of ours while asking {}", node.name(), e);
      return Optional.of("could not be asked: " + e.getClass().getSimpleName());
    }
  }

  private void note(Optional<String> fault, Runnable what) {
    boolean changed;
    synchronized (this) {
      what.run();
      Optional<Long> answered =
          fault.isEmpty() ? Optional.of(System.nanoTime()) : seen.answeredAtNanos();
      Seen now = new Seen(health.isConcluded(), health.isWell(), health.reason(), answered);
      changed = now.well() != seen.well() || now.concluded() != seen.concluded();
      seen = now;
    }
    if (changed) {
      onChange.run();
    }
  }

  private static Duration jittered(Duration duration) {
    return duration.multipliedBy(80 + ThreadLocalRandom.current().nextInt(41)).dividedBy(100);
  }

  @Override
  public void close() {
    closed = true;
    looking.interrupt();
    exercising.interrupt();
  }
}
