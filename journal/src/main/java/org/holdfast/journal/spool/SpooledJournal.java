package org.holdfast.journal.spool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalContents;
import org.holdfast.journal.JournalStatus;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.holdfast.journal.Position;
import org.holdfast.journal.SharedLog;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;

/// A remote journal with a local one in front of it that takes records while the remote is away or
/// slow, and brings them there later; the package page says how. Readers see what has arrived at
/// the remote.
///
/// | metric | meaning |
/// |---|---|
/// | `holdfast.spool.spooled` | records acknowledged from the spool by this process |
/// | `holdfast.spool.drained` | records this process brought from the spool to the remote |
/// | `holdfast.spool.active` | 1 while records go through the spool |
/// | `holdfast.spool.bytes` | size of the spool's segments |
public final class SpooledJournal implements Journal {
  /// The cursor of the spool that the drain commits; the spool has to require it.
  public static final String CURSOR = "drain";

  private static final String PREFIX = "spool/";

  private final Journal remote;
  private final Journal spool;
  private final Way<Held> way = new Way<>();
  private final DirectSendings sendings;
  private final LargestBody largestBody;
  private final TooLargeRecords tooLarge;
  private final SpoolDrain drain;
  private final Counter spooled;
  private final MeterRegistry meters;
  private final List<Gauge> gauges = new ArrayList<>();
  private volatile boolean closed;

  private SpooledJournal(
      Journal remote, Journal spool, SpoolOptions options, Path directory, MeterRegistry meters) {
    this.remote = remote;
    this.spool = spool;
    this.meters = meters;
    spooled = meters.counter("holdfast.spool.spooled");
    largestBody =
        LargestBody.open(
            directory.resolve("largest-body"),
            () -> remote.shared().map(SharedLog::largestBody).orElse(OptionalInt.empty()));
    tooLarge = TooLargeRecords.open(directory.resolve("too-large"));
    sendings = DirectSendings.start(options.bound(), this::takeOver);
    // Whether something is left from an earlier process is found out by draining.
    Counter drained = meters.counter("holdfast.spool.drained");
    drain =
        SpoolDrain.start(
            () -> spool.openCursor(CURSOR),
            remote,
            sendings,
            new Gate(),
            options,
            largestBody,
            tooLarge,
            directory.resolve("damaged"),
            drained);
    gauge("holdfast.spool.active", journal -> journal.way.isSpooling() ? 1 : 0);
    gauge("holdfast.spool.bytes", journal -> journal.spool.contents().bytes());
    gauge("holdfast.journal.accepting", journal -> journal.refusal().isEmpty() ? 1 : 0);
    gauge("holdfast.journal.usable.bytes", journal -> journal.spool.status().usableBytes());
  }

  private void gauge(String name, java.util.function.ToDoubleFunction<SpooledJournal> value) {
    gauges.add(Gauge.builder(name, this, value).register(meters));
  }

  /// Opens it over two open journals, which it closes.
  ///
  /// @param spool on this machine, with [#CURSOR] as its one required cursor. Processes of one
  ///   installation share it while one hands over to the next: the one that has the cursor drains
  ///   for both
  /// @param directory for what cannot be drained, in `damaged` (bytes that do not check out) and
  ///   `too-large` (records the remote does not take), and for `largest-body`, what it takes
  public static SpooledJournal open(
      Journal remote, Journal spool, SpoolOptions options, Path directory, MeterRegistry meters) {
    return new SpooledJournal(remote, spool, options, directory, meters);
  }

  @Override
  public CompletableFuture<Position> append(JournalRecord record) {
    if (closed) {
      return CompletableFuture.failedFuture(
          new JournalUnavailableException(Reason.CLOSED, "the journal is closed"));
    }
    if (record.body().length > largestBody.bytes()) {
      return CompletableFuture.failedFuture(
          new JournalUnavailableException(
              Reason.TOO_LARGE,
              "a body of %d bytes is more than is taken".formatted(record.body().length)));
    }
    Held later = new Held(record, new CompletableFuture<>());
    return switch (way.enter(later, !remote.status().accepting())) {
      case DIRECT -> direct(record);
      case SPOOL -> entering(record);
      case HELD -> later.answer();
    };
  }

  private CompletableFuture<Position> direct(JournalRecord record) {
    return sendings.watch(record, remote.append(record));
  }

  private CompletableFuture<Position> spool(JournalRecord record) {
    way.enterSpool();
    return entering(record);
  }

  /// For a record that is counted as on its way into the spool.
  private CompletableFuture<Position> entering(JournalRecord record) {
    CompletableFuture<Position> taken = spool.append(record);
    CompletableFuture<Position> answer = new CompletableFuture<>();
    var _ =
        taken.whenComplete(
            (position, failure) -> {
              way.enteredSpool();
              if (failure == null) {
                spooled.increment();
                answer.complete(new Position(PREFIX + position.text()));
              } else {
                answer.completeExceptionally(failure);
              }
            });
    return answer;
  }

  /// The remote took too long for this record or refused it.
  private void takeOver(DirectSendings.Sending sending) {
    CompletableFuture<Position> fate = sending.fate();
    if (fate.isCompletedExceptionally()
        && fate.exceptionNow() instanceof JournalUnavailableException refusal
        && refusal.reason() == Reason.TOO_LARGE) {
      // The spool could never get rid of it.
      var _ = sending.answer().completeExceptionally(refusal);
      return;
    }
    var _ =
        spool(sending.record())
            .whenComplete(
                (position, failure) -> {
                  if (failure == null) {
                    var _ = sending.answer().complete(position);
                    return;
                  }
                  sendings.forget(sending.record().envelope().uid());
                  if (fate.isDone()) {
                    var _ = sending.answer().completeExceptionally(failure);
                  } else {
                    // It may still be stored: then it is acknowledged, else its sender hears of it.
                    settleLater(sending);
                  }
                });
  }

  private static void settleLater(DirectSendings.Sending sending) {
    var _ =
        sending
            .fate()
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    var _ = sending.answer().completeExceptionally(failure);
                  }
                });
  }

  /// A record that waits for the way to be known, and what its caller waits for.
  private record Held(JournalRecord record, CompletableFuture<Position> answer) {
    void settleBy(CompletableFuture<Position> fate) {
      var _ =
          fate.whenComplete(
              (position, failure) -> {
                if (failure == null) {
                  answer.complete(position);
                } else {
                  answer.completeExceptionally(failure);
                }
              });
    }
  }

  private final class Gate implements SpoolDrain.Gate {
    @Override
    public boolean isSpooling() {
      return way.isSpooling();
    }

    @Override
    public void hold() {
      way.hold();
    }

    @Override
    public boolean allEntered() {
      return way.allEntered();
    }

    @Override
    public boolean goDirect() {
      Optional<Queue<Held>> held = way.goDirect();
      held.ifPresent(all -> all.forEach(one -> one.settleBy(direct(one.record()))));
      return held.isPresent();
    }

    @Override
    public void goOnSpooling() {
      way.goOnSpooling().forEach(one -> one.settleBy(entering(one.record())));
    }
  }

  @Override
  public Cursor openCursor(String name) {
    return remote.openCursor(name);
  }

  /// A position in the spool leads somewhere for as long as the spool keeps the record.
  @Override
  public Optional<JournalRecord> read(Position position) {
    return position.text().startsWith(PREFIX)
        ? spool.read(new Position(position.text().substring(PREFIX.length())))
        : remote.read(position);
  }

  @Override
  public void forEachAfter(String cursorName, Consumer<Envelope> action) {
    spool.forEachAfter(CURSOR, action);
    remote.forEachAfter(cursorName, action);
  }

  private Optional<String> refusal() {
    if (closed) {
      return Optional.of("the journal is closed");
    }
    JournalStatus there = remote.status();
    if (there.accepting() && !way.isSpooling()) {
      return Optional.empty();
    }
    return spool
        .status()
        .refusal()
        .map(why -> there.refusal().map(away -> away + "; ").orElse("") + "the spool: " + why);
  }

  @Override
  public JournalStatus status() {
    Optional<String> refusal = refusal();
    JournalStatus there = remote.status();
    List<String> notes = new ArrayList<>(there.notes());
    there
        .refusal()
        .ifPresent(
            why -> notes.add("degraded: " + why + "; records wait in the spool on this disk"));
    if (there.accepting() && way.isSpooling()) {
      notes.add(
          "degraded: the spool is being drained"
              + drain.trouble().map(what -> ", which waits: " + what).orElse(""));
    }
    if (tooLarge.count() > 0) {
      notes.add(
          "degraded: %d record(s) are larger than the topic takes; raise its max.message.bytes"
              .formatted(tooLarge.count()));
    }
    return new JournalStatus(refusal.isEmpty(), refusal, notes, spool.status().usableBytes());
  }

  /// What is at the remote, and the measurements in this machine's spool.
  @Override
  public JournalContents contents() {
    JournalContents there = remote.contents();
    JournalContents here = spool.contents();
    return new JournalContents(
        there.measurementsEver()
            + here.measurementsEver()
            - drain.measurementsDrained().orElse(here.measurementsEver())
            + tooLarge.measurements(),
        there.bytes());
  }

  @Override
  public void retain() {
    remote.retain();
    spool.retain();
  }

  @Override
  public Optional<SharedLog> shared() {
    return remote.shared();
  }

  /// Whether records go through the spool.
  public boolean isSpooling() {
    return way.isSpooling();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    // The drain first: it may open the direct way, and what it sends then is handed over below. Its
    // cursor last: who drains next must find all that was stored, and all that was not.
    drain.stop();
    sendings.close();
    remote.close();
    drain.close();
    spool.close();
    gauges.forEach(meters::remove);
  }
}
