package org.holdfast.pipeline.archive;

import java.time.Clock;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.pipeline.work.DependencyDownException;

/// Fills a catalogue from an archive, beside whoever writes either. Objects the catalogue knows are
/// passed over, so one that was cut off goes on where it was.
public final class CatalogueFilling {
  private final ReportAdoption reports;
  private final ArchiveRecovery recovery;

  /// @param sharing whether several machines may archive the same records
  public CatalogueFilling(ObjectStore archive, Catalogue catalogue, Clock clock, boolean sharing) {
    this.reports = new ReportAdoption(catalogue, archive);
    this.recovery = ArchiveRecovery.besideWriters(archive, catalogue, clock, sharing);
  }

  /// Adds what is published and not in the catalogue.
  ///
  /// @throws DependencyDownException if archive or catalogue do not answer
  public void run() {
    reports.adoptEverything();
    recovery.recoverAll();
  }
}
