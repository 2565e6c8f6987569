package org.holdfast.pipeline.archive;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.CatalogueTransaction.ArchivedObject;
import org.holdfast.catalogue.CatalogueTransaction.ArchivedPlace;
import org.holdfast.catalogue.CatalogueTransaction.ReportRow;
import org.holdfast.journal.EntriesLostException;
import org.holdfast.journal.Journal;
import org.holdfast.journal.Position;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.archive.ArchiveObjectWriter.Finished;
import org.holdfast.pipeline.archive.ObjectStem.Group;
import org.holdfast.pipeline.decode.Decoded;
import org.holdfast.pipeline.decode.Decoder;
import org.holdfast.pipeline.decode.Scrubber;
import org.holdfast.pipeline.quarantine.Quarantine;
import org.holdfast.pipeline.quarantine.SetAside;
import org.holdfast.pipeline.work.DependencyDownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the records of one round to archive objects, grouped by hour of receipt, country and
/// nettest, in uid order.
final class ArchiveRound {
  /// With the pauses between them about half a minute, in which a disk may come to its senses.
  static final int PATIENT_ROUNDS = 8;

  private static final Logger log = LoggerFactory.getLogger(ArchiveRound.class);

  private final Journal journal;
  private final Catalogue catalogue;
  private final ObjectStore store;
  private final Quarantine quarantine;
  private final IndexedRecords index;
  private final UnfinishedObjects unfinished;
  private final ArchivedAliases archivedAliases;
  private final PublishingRights rights;
  private final ArchiveOptions options;
  private final Clock clock;
  private final Set<ObjectStem> unsettled = new LinkedHashSet<>();
  private volatile boolean stopped;
  private boolean mayRepeatAliases = true;
  private int roundsUnread;

  ArchiveRound(
      Journal journal,
      Catalogue catalogue,
      ObjectStore store,
      Quarantine quarantine,
      UnfinishedObjects unfinished,
      PublishingRights rights,
      ArchiveOptions options,
      Clock clock) {
    this.journal = journal;
    this.catalogue = catalogue;
    this.store = store;
    this.quarantine = quarantine;
    this.index = new IndexedRecords(catalogue, quarantine);
    this.unfinished = unfinished;
    this.archivedAliases = new ArchivedAliases(store);
    this.rights = rights;
    this.options = options;
    this.clock = clock;
  }

  /// Objects that were begun and not completed, to be settled by [ArchiveRecovery] after a failure.
  Set<ObjectStem> unsettled() {
    return unsettled;
  }

  /// Lets a round that is under way end before its next step that others would see; what it has
  /// begun is settled by the next process.
  void stop() {
    stopped = true;
  }

  private void requireGoingOn() {
    if (stopped) {
      throw new DependencyDownException(
          "the next start", new IOException("the pipeline is being closed"));
    }
  }

  /// Says that everything is settled and records may come again that were archived already.
  void startAgain() {
    unsettled.clear();
    mayRepeatAliases = true;
  }

  /// Says that the cursor is past everything archived so far.
  void committed() {
    mayRepeatAliases = false;
    roundsUnread = 0;
  }

  /// Archives `records`.
  ///
  /// @return false, and nothing is done, if one of them was not indexed yet
  boolean archive(List<WaitingRecord> records) {
    Optional<Map<Group, List<IndexedRecord>>> groups = index.look(records);
    groups.ifPresent(found -> found.forEach(this::archive));
    return groups.isPresent();
  }

  private void archive(Group group, List<IndexedRecord> members) {
    unlessAnswered(
        "archive",
        () -> {
          members.sort(Comparator.comparing(member -> member.record().uid()));
          Existing existing = existing(group, members);
          int counter = existing.nextCounter();
          int next = 0;
          while (next < members.size()) {
            ObjectStem stem = group.stem(options.collector(), counter++);
            next = archiveObject(stem, members, next, existing.aliases());
          }
          return next;
        });
  }

  /// @param nextCounter one more than the highest counter of the group
  /// @param aliases those archived already, where that is possible at all
  private record Existing(int nextCounter, Set<MeasurementUid> aliases) {}

  private Existing existing(Group group, List<IndexedRecord> members) throws IOException {
    List<ObjectStem> stems = new ArrayList<>();
    store.list(
        group.prefix(options.collector()),
        key -> {
          ObjectStem stem = ObjectStem.ofKey(key);
          if (stem != null) {
            stems.add(stem);
          }
        });
    int counter = stems.stream().mapToInt(ObjectStem::counter).max().orElse(-1) + 1;
    List<MeasurementUid> others =
        members.stream()
            .filter(IndexedRecord.Alias.class::isInstance)
            .map(member -> member.record().uid())
            .toList();
    Set<MeasurementUid> aliases = new HashSet<>();
    if (!others.isEmpty()) {
      aliases.addAll(rights.archived(others));
      if (mayRepeatAliases) {
        aliases.addAll(archivedAliases.in(stems));
      }
    }
    return new Existing(counter, aliases);
  }

  /// Fills one object from `members`, starting at `from`, and publishes it.
  ///
  /// @return the first member that had no room
  private int archiveObject(
      ObjectStem stem, List<IndexedRecord> members, int from, Set<MeasurementUid> archivedAliases)
      throws IOException {
    int next = from;
    int added = 0;
    try (ArchiveObjectWriter writer = ArchiveObjectWriter.open(stem, unfinished.directory())) {
      while (next < members.size() && writer.compressedBytes() < options.objectBytes()) {
        requireGoingOn();
        IndexedRecord member = members.get(next++);
        if (!archivedAliases.contains(member.record().uid()) && add(writer, member)) {
          added++;
        }
      }
      if (added > 0) {
        publish(writer.finish());
      }
    }
    return next;
  }

  private boolean add(ArchiveObjectWriter writer, IndexedRecord member) throws IOException {
    Optional<JournalRecord> found =
        unlessAnswered("journal", () -> journal.read(member.record().position()));
    if (found.isEmpty()) {
      giveUpInTheEnd(member);
      return false;
    }
    JournalRecord record = found.get();
    switch (member) {
      case IndexedRecord.Alias(WaitingRecord _, MeasurementUid canonical) ->
          writer.addAlias(record.envelope(), record.body(), canonical);
      case IndexedRecord.Measurement(WaitingRecord _, Sha256 fingerprint, Set<String> marks) -> {
        Optional<byte[]> line = publishedLine(record);
        if (line.isEmpty()) {
          return false;
        }
        writer.addMeasurement(record.envelope(), record.body(), line.get(), fingerprint, marks);
      }
    }
    return true;
  }

  /// The cursor gave this record and it cannot be read again. Either the bytes do not check out at
  /// the moment, or the cursor will give them as damaged when asked again: so the round fails and
  /// is repeated. Were that repeated for ever, everything behind would wait for one record.
  private void giveUpInTheEnd(IndexedRecord member) {
    MeasurementUid uid = member.record().uid();
    String problem = "it was at " + member.record().position() + " of the journal and is not now";
    if (roundsUnread < PATIENT_ROUNDS) {
      roundsUnread++;
      throw new DependencyDownException("journal", new IOException(uid + ": " + problem));
    }
    lose(uid, problem, member instanceof IndexedRecord.Measurement);
  }

  private void lose(MeasurementUid uid, String problem, boolean published) {
    log.error("{} is LOST: {}; its account is in the quarantine", uid, problem);
    SetAside decision =
        unlessAnswered(
            "quarantine",
            () ->
                quarantine.setAsideLost(
                    uid, "archive", problem, published ? 1 : 0, clock.instant()));
    if (published) {
      withdraw(uid, decision);
    }
  }

  /// Finds out what was lost where the cursor met damage: measurements that were whole when they
  /// were indexed, that no record of this round stands for, and that cannot be read any more.
  void accountForDamage(List<WaitingRecord> records) {
    if (records.isEmpty()) {
      return;
    }
    Set<MeasurementUid> present = new HashSet<>();
    records.forEach(record -> present.add(record.uid()));
    MeasurementUid newest = Collections.max(present);
    Map<MeasurementUid, String> indexed =
        unlessAnswered(
            "catalogue",
            () -> catalogue.inTransaction(transaction -> transaction.positionsInJournal(newest)));
    indexed.forEach(
        (uid, position) -> {
          if (!present.contains(uid)
              && isInKafka(position) == isInKafka(records.getFirst().position().text())
              && unlessAnswered("journal", () -> journal.read(new Position(position))).isEmpty()) {
            lose(uid, "the bytes at " + position + " of the journal are damaged", true);
          }
        });
  }

  /// What stands in a journal that this one has taken the place of is not lost.
  private static boolean isInKafka(String position) {
    return position.startsWith("kafka/");
  }

  /// Counts as set aside what was counted as published.
  private void withdraw(MeasurementUid uid, SetAside decision) {
    unlessAnswered(
        "catalogue",
        () ->
            catalogue.inTransaction(
                transaction -> {
                  transaction.withdraw(uid);
                  transaction.addQuarantined(
                      decision.uid(),
                      decision.stage(),
                      decision.reason(),
                      decision.file(),
                      decision.at());
                  return uid;
                }));
  }

  /// Makes the published line again. It could be made when the record was indexed, so failing here
  /// means that another release is running now: the bytes are kept for a third one.
  private Optional<byte[]> publishedLine(JournalRecord record) {
    String problem;
    try {
      switch (Decoder.decode(record, headerFor(record.envelope()))) {
        case Decoded.Document document -> {
          return Optional.of(Scrubber.scrub(document, record.envelope()));
        }
        case Decoded.Unreadable(String reason, String _) -> problem = reason;
      }
    } catch (RuntimeException e) {
      problem = e.getClass().getSimpleName();
    }
    String detail = problem;
    log.error("{} was indexed and cannot be archived: {}", record.envelope().uid(), detail);
    SetAside decision =
        unlessAnswered(
            "quarantine",
            () ->
                quarantine.setAside(
                    record, "archive", "not-publishable-any-more", detail, 1, clock.instant()));
    withdraw(record.envelope().uid(), decision);
    return Optional.empty();
  }

  private Optional<String> headerFor(Envelope envelope) {
    if (envelope.route() != Route.OONIB) {
      return Optional.empty();
    }
    return unlessAnswered(
        "catalogue",
        () ->
            catalogue.inTransaction(
                transaction ->
                    transaction.findReport(envelope.reportId()).map(ReportRow::headerJson)));
  }

  /// Publishes an object. The manifest goes last, since it is what makes the data objects count;
  /// the catalogue after it, since it must not point at anything that may still vanish.
  private void publish(Finished object) throws IOException {
    rights.take(object);
    unsettled.add(object.stem());
    unfinished.sync();
    store.put(object.stem().bodies(), object.bodiesFile());
    store.put(object.stem().documents(), object.documentsFile());
    requireGoingOn();
    putManifest(object);
    if (!unlessAnswered(
        "catalogue", () -> catalogue.inTransaction(transaction -> record(transaction, object)))) {
      // The object is given up once more when it is settled.
      store.removeUnpublished(object.stem().manifest());
      throw givenUp(object);
    }
    unsettled.remove(object.stem());
    object.discard();
  }

  /// @return false, and nothing is recorded, if the object is no longer ours to publish
  private boolean record(CatalogueTransaction transaction, Finished object) {
    boolean held = rights.holds(transaction, object);
    if (held) {
      transaction.markArchived(archivedObject(object), places(object));
      rights.settle(transaction, object.stem());
    }
    return held;
  }

  private void putManifest(Finished object) throws IOException {
    try {
      store.put(object.stem().manifest(), object.manifestFile());
    } catch (ObjectExistsException e) {
      throw givenUp(object);
    }
  }

  /// Another machine has taken this one for dead.
  private static EntriesLostException givenUp(Finished object) {
    return new EntriesLostException(object.stem().text() + " was given up by another machine");
  }

  private ArchivedObject archivedObject(Finished object) {
    return new ArchivedObject(
        object.stem().text(),
        object.measurements().size(),
        object.manifest().bytes(),
        object.firstReceivedAt(),
        clock.instant());
  }

  private static List<ArchivedPlace> places(Finished object) {
    return object.measurements().stream()
        .map(
            measurement ->
                new ArchivedPlace(
                    measurement.envelope().uid(), object.manifest().location(measurement)))
        .toList();
  }
}
