package org.holdfast.journal.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
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

/// A journal that has taken the place of another kind of journal on this machine: what that one
/// still holds is brought over while this one works, and can be read where it stands until then.
///
/// What the earlier one had handed on before is told by [#countedBefore], since whoever compares
/// what was taken in with what was published has to know of it; files in the directory of the
/// segments remember it.
public final class TakenOverJournal implements Journal {
  private static final String ARCHIVE = "archive";
  private static final List<String> OTHERS = List.of("index");
  private static final List<String> POSITIONS_OF_KAFKA = List.of("kafka/", "spool/");

  private final Journal journal;
  private final Journal earlier;
  private final ToLongFunction<LongSupplier> countedBefore;
  private final boolean inKafka;
  private final TakeOver takeOver;
  private final String underWay;
  private final Optional<String> afterwards;

  private TakenOverJournal(
      Journal journal,
      Journal earlier,
      ToLongFunction<LongSupplier> countedBefore,
      boolean inKafka,
      TakeOver takeOver,
      String underWay,
      Optional<String> afterwards) {
    this.journal = journal;
    this.earlier = earlier;
    this.countedBefore = countedBefore;
    this.inKafka = inKafka;
    this.takeOver = takeOver;
    this.underWay = underWay;
    this.afterwards = afterwards;
  }

  /// Opens a journal in Kafka that takes the place of segments, over both, which it closes.
  ///
  /// @param earlier the one in segments, in `directory`
  /// @throws IOException if what was handed on before cannot be found out or remembered
  public static TakenOverJournal ofSegments(Journal journal, Journal earlier, Path directory)
      throws IOException {
    long counted = new CountedBefore(directory).bySegments(earlier, ARCHIVE);
    return new TakenOverJournal(
        journal,
        earlier,
        _ -> counted,
        true,
        TakeOver.start(earlier, journal, ARCHIVE, OTHERS, directory.resolve("damaged")),
        "degraded: what %s holds from before Kafka is being taken over".formatted(directory),
        Optional.empty());
  }

  /// Since when a journal in Kafka has had the place of segments in `directory`: now, if it had not
  /// before.
  public static Instant since(Path directory, Clock clock) throws IOException {
    return new CountedBefore(directory).since(clock);
  }

  /// Opens a journal in segments that takes the place of Kafka, over it and the spool that was
  /// left, both of which it closes. What the topic holds can only be reached with Kafka configured.
  ///
  /// @param segments directory of the journal
  /// @param spool what was left in `directory`
  /// @throws IOException if what was handed on before cannot be found out or remembered
  public static TakenOverJournal ofSpool(
      Journal journal, Path segments, Journal spool, Path directory) throws IOException {
    CountedBefore counted = new CountedBefore(segments);
    counted.segmentsAreBack(journal, ARCHIVE);
    return new TakenOverJournal(
        journal,
        spool,
        counted::elsewhere,
        false,
        TakeOver.start(
            spool, journal, SpooledJournal.CURSOR, List.of(), directory.resolve("damaged")),
        "degraded: what %s holds from the time with Kafka is being taken over".formatted(directory),
        Optional.of(
            ("degraded: the journal was in Kafka before, and what its topic holds is worked off only"
                    + " with journal.kafka configured; once it holds nothing, remove %s")
                .formatted(directory)));
  }

  @Override
  public CompletableFuture<Position> append(JournalRecord record) {
    return journal.append(record);
  }

  @Override
  public Cursor openCursor(String name) {
    return journal.openCursor(name);
  }

  @Override
  public Optional<JournalRecord> read(Position position) {
    boolean ofKafka = POSITIONS_OF_KAFKA.stream().anyMatch(position.text()::startsWith);
    if (ofKafka && !inKafka) {
      throw new JournalUnavailableException(
          Reason.UNREACHABLE, position + " is in Kafka, which is not configured any more");
    }
    return ofKafka || !inKafka ? journal.read(position) : earlier.read(position);
  }

  @Override
  public void forEachAfter(String cursorName, Consumer<Envelope> action) {
    earlier.forEachAfter(cursorName, action);
    journal.forEachAfter(cursorName, action);
  }

  @Override
  public JournalStatus status() {
    JournalStatus status = journal.status();
    List<String> notes = new ArrayList<>(status.notes());
    if (!takeOver.isDone()) {
      notes.add(underWay + takeOver.trouble().map(what -> ", which waits: " + what).orElse(""));
    }
    afterwards.ifPresent(notes::add);
    return new JournalStatus(status.accepting(), status.refusal(), notes, status.usableBytes());
  }

  /// Without what is still to be taken over.
  @Override
  public JournalContents contents() {
    return journal.contents();
  }

  @Override
  public OptionalLong countedBefore(LongSupplier countedElsewhere) {
    return OptionalLong.of(countedBefore.applyAsLong(countedElsewhere));
  }

  @Override
  public Optional<SharedLog> shared() {
    return journal.shared();
  }

  @Override
  public void retain() {
    journal.retain();
    earlier.retain();
  }

  @Override
  public void close() {
    takeOver.close();
    journal.close();
    earlier.close();
  }
}
