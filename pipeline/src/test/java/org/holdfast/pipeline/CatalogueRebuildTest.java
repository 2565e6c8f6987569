package org.holdfast.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.testing.FaultyCatalogue;
import org.holdfast.pipeline.testing.Installation;
import org.holdfast.pipeline.testing.Records;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogueRebuildTest {
  @TempDir Path directory;

  @Test
  @DisplayName("a deleted catalogue is filled again from archive and quarantine (I2)")
  void rebuildsRowsAliasesAndQuarantine() throws Exception {
    Installation installation = new Installation(directory);
    // One record per object.
    installation.objectBytes = 1;
    Records records = installation.records;
    for (int i = 0; i < 12; i++) {
      installation.append(records.submit(records.document(i, "x")));
    }
    installation.append(records.append(records.document(3, "x")));
    installation.append(records.submit("not a document"));
    installation.journal.storage().appendDamaged("torn".getBytes(UTF_8), 3);
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
    }
    Map<String, MeasurementRow> rows = installation.catalogue.rows();
    Map<String, MeasurementUid> aliases = installation.catalogue.aliases();
    Map<String, String> quarantined = installation.catalogue.quarantined();
    installation.journal.retain();

    installation.catalogue = new FaultyCatalogue(installation.faults);
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);

      assertThat(installation.catalogue.rows()).isEqualTo(rows);
      assertThat(installation.catalogue.aliases()).isEqualTo(aliases);
      assertThat(installation.catalogue.quarantined()).isEqualTo(quarantined);
      assertThat(pipeline.balance()).isEqualTo(new Ledger(17, 12, 1, 4, 0));
    }
  }

  /// Keys of one hour are listed as text or as a directory has them, not as they came.
  @Test
  @DisplayName("a proof of authorship survives a rebuild whatever is listed first (I2)")
  void rebuildKeepsProofsThatAreListedBeforeTheirMeasurements() throws Exception {
    Installation installation = new Installation(directory);
    installation.objectBytes = 1;
    Records records = installation.records;
    for (int i = 0; i < 12; i++) {
      installation.append(records.submit(records.document(i, "x")));
    }
    for (int i = 0; i < 12; i++) {
      installation.append(Records.verified(records.submit(records.document(i, "x"))));
    }
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
    }
    Map<String, MeasurementRow> rows = installation.catalogue.rows();
    assertThat(rows.values())
        .hasSize(12)
        .allMatch(row -> row.verification() == VerificationStatus.VERIFIED);
    installation.journal.retain();

    installation.catalogue = new FaultyCatalogue(installation.faults);
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);

      assertThat(installation.catalogue.rows()).isEqualTo(rows);
      assertThat(pipeline.balance()).isEqualTo(new Ledger(24, 12, 12, 0, 0));
    }
  }
}
