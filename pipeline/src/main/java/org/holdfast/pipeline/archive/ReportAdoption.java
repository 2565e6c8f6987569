package org.holdfast.pipeline.archive;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.catalogue.Catalogue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills a catalogue with what [ReportArchive] has kept.
final class ReportAdoption {
  private static final int NOTES_PER_TRANSACTION = 500;

  private static final Logger log = LoggerFactory.getLogger(ReportAdoption.class);

  private final Catalogue catalogue;
  private final ObjectStore store;

  ReportAdoption(Catalogue catalogue, ObjectStore store) {
    this.catalogue = catalogue;
    this.store = store;
  }

  /// Adds everything to the catalogue: first all openings, since a report that is not known cannot
  /// be closed.
  void adoptEverything() {
    forEachObject(key -> adopt(key, ReportNote.Opened.class));
    forEachObject(key -> adopt(key, ReportNote.Closed.class));
  }

  private void forEachObject(Consumer<String> action) {
    unlessAnswered(
        "archive",
        () -> {
          List<String> keys = new ArrayList<>();
          store.list(ReportArchive.ROOT, keys::add);
          keys.stream().filter(key -> key.endsWith(ReportArchive.ENDING)).forEach(action);
          return keys.size();
        });
  }

  /// An object that is damaged is left as it is: everything else goes on.
  private void adopt(String key, Class<? extends ReportNote> kind) {
    List<ReportNote> pending = new ArrayList<>();
    try (InputStream in = store.open(key)) {
      ReportNotesFile.read(
          in,
          note -> {
            if (kind.isInstance(note)) {
              pending.add(note);
            }
            if (pending.size() >= NOTES_PER_TRANSACTION) {
              flush(pending);
            }
          });
    } catch (IOException e) {
      // A store that is down does not answer this either.
      unlessAnswered("archive", () -> store.exists(key));
      log.error("{} is damaged; what could be read of it is used", key, e);
    }
    flush(pending);
  }

  private void flush(List<ReportNote> pending) {
    unlessAnswered(
        "catalogue",
        () ->
            catalogue.inTransaction(
                transaction -> {
                  for (ReportNote note : pending) {
                    switch (note) {
                      case ReportNote.Opened opened ->
                          transaction.putReport(
                              opened.reportId(), opened.headerJson(), opened.at());
                      case ReportNote.Closed closed ->
                          transaction.closeReport(closed.reportId(), closed.at());
                    }
                  }
                  return pending.size();
                }));
    pending.clear();
  }
}
