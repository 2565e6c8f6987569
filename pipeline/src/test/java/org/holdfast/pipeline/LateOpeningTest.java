package org.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.testing.Installation;
import org.holdfast.pipeline.testing.Records;
import org.holdfast.pipeline.work.DependencyDownException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An entry of the oldest probes can only be read with the opening of its report (L10), which
/// another collector may bring later than the entry comes (I3).
class LateOpeningTest {
  private static final String ENTRY = "---\ninput: x\n...\n";
  private static final String OPENING =
      "{\"software_name\":\"ooniprobe\",\"software_version\":\"1.3.1\",\"probe_asn\":\"AS64501\","
          + "\"test_name\":\"http_requests\",\"test_version\":\"0.1\",\"probe_cc\":\"PT\"}";

  @TempDir Path directory;
  private Installation installation;
  private Records records;

  @BeforeEach
  void install() {
    installation = new Installation(directory);
    installation.openingsWithin = Duration.ofMinutes(1);
    records = installation.records;
  }

  private MeasurementUid entry() {
    return installation.append(records.yaml(Records.OLD_REPORT, ENTRY));
  }

  private static void assertWaits(Pipeline pipeline) {
    assertThatThrownBy(() -> Installation.drain(pipeline))
        .isInstanceOfSatisfying(
            DependencyDownException.class,
            e -> assertThat(e.dependency()).isEqualTo("the opening of a report"));
  }

  @Test
  @DisplayName("I3: an entry that comes before the opening of its report is published with it")
  void entryThatComesBeforeItsOpeningIsPublished() throws IOException, InterruptedException {
    MeasurementUid early = entry();
    try (Pipeline pipeline = installation.open()) {
      assertWaits(pipeline);
      assertWaits(pipeline);
      assertThat(installation.catalogue.quarantined()).isEmpty();

      installation.append(records.opened(Route.OONIB, Records.OLD_REPORT, OPENING));
      Installation.drain(pipeline);

      assertThat(installation.catalogue.rows()).containsOnlyKeys(early.text());
      assertThat(installation.catalogue.quarantined()).isEmpty();
      assertThat(pipeline.balance().isBalanced()).isTrue();
    }
  }

  @Test
  @DisplayName("one whose opening does not come is set aside in the end and holds up nobody twice")
  void entryWithoutOpeningHoldsUpNobodyTwice() throws IOException, InterruptedException {
    MeasurementUid first = entry();
    MeasurementUid other = installation.append(records.submit(records.document(1, "x")));
    try (Pipeline pipeline = installation.open()) {
      assertWaits(pipeline);
      installation.clock.advance(Duration.ofMinutes(1));
      Installation.drain(pipeline);
      assertThat(installation.catalogue.quarantined())
          .containsOnly(Map.entry(first.text(), "report-header-unknown"));
      assertThat(installation.catalogue.rows()).containsOnlyKeys(other.text());

      MeasurementUid second = entry();
      Installation.drain(pipeline);
      assertThat(installation.catalogue.quarantined()).containsKey(second.text());

      installation.clock.advance(Duration.ofMinutes(10));
      entry();
      assertWaits(pipeline);
    }
  }
}
