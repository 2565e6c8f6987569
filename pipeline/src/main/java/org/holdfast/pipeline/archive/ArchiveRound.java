package org.holdfast.pipeline.archive;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.journal.Journal;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.archive.ObjectStem.Group;
import org.holdfast.pipeline.quarantine.Quarantine;

/// Writes the records of one round to archive objects, grouped by hour of receipt, country and
/// nettest, in uid order.
final class ArchiveRound {
  private final Journal journal;
  private final ObjectStore store;
  private final IndexedRecords index;
  private final UnfinishedObjects unfinished;
  private final ArchivedAliases archivedAliases;
  private final PublishingRights rights;
  private final ArchiveOptions options;
  private final ObjectPublication publication;
  private final LostRecords lostRecords;
  private final PublishedLines lines;
  private boolean mayRepeatAliases = true;

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
    this.store = store;
    this.index = new IndexedRecords(catalogue, quarantine);
    this.unfinished = unfinished;
    this.archivedAliases = new ArchivedAliases(store);
    this.rights = rights;
    this.options = options;
    Withdrawals withdrawals = new Withdrawals(catalogue, quarantine, clock);
    this.publication = new ObjectPublication(catalogue, store, unfinished, rights, clock);
    this.lostRecords = new LostRecords(journal, catalogue, withdrawals);
    this.lines = new PublishedLines(catalogue, withdrawals);
  }

  /// Objects that were begun and not completed, to be settled by [ArchiveRecovery] after a failure.
  Set<ObjectStem> unsettled() {
    return publication.unsettled();
  }

  /// Lets a round that is under way end before its next step that others would see; what it has
  /// begun is settled by the next process.
  void stop() {
    publication.stop();
  }

  /// Says that everything is settled and records may come again that were archived already.
  void startAgain() {
    publication.settled();
    mayRepeatAliases = true;
  }

  /// Says that the cursor is past everything archived so far.
  void committed() {
    mayRepeatAliases = false;
    lostRecords.roundCommitted();
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
        publication.requireGoingOn();
        IndexedRecord member = members.get(next++);
        if (!archivedAliases.contains(member.record().uid()) && add(writer, member)) {
          added++;
        }
      }
      if (added > 0) {
        publication.publish(writer.finish());
      }
    }
    return next;
  }

  private boolean add(ArchiveObjectWriter writer, IndexedRecord member) throws IOException {
    Optional<JournalRecord> found =
        unlessAnswered("journal", () -> journal.read(member.record().position()));
    if (found.isEmpty()) {
      lostRecords.giveUpInTheEnd(member);
      return false;
    }
    JournalRecord record = found.get();
    switch (member) {
      case IndexedRecord.Alias(WaitingRecord _, MeasurementUid canonical) ->
          writer.addAlias(record.envelope(), record.body(), canonical);
      case IndexedRecord.Measurement(WaitingRecord _, Sha256 fingerprint, Set<String> marks) -> {
        Optional<byte[]> line = lines.of(record);
        if (line.isEmpty()) {
          return false;
        }
        writer.addMeasurement(record.envelope(), record.body(), line.get(), fingerprint, marks);
      }
    }
    return true;
  }

  /// See [LostRecords#accountForDamage].
  void accountForDamage(List<WaitingRecord> records) {
    lostRecords.accountForDamage(records);
  }
}
