package org.holdfast.testkit.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConservationCheckTest {
  private static final String GOOD =
      """
      # HELP holdfast_submissions_received_total requests
      # TYPE holdfast_submissions_received_total counter
      holdfast_submissions_received_total{route="oonib"} 7.0
      holdfast_submissions_received_total{route="submit"} 5.0
      holdfast_submissions_accepted_total{route="oonib"} 4.0
      holdfast_submissions_accepted_total{route="submit"} 5.0
      holdfast_submissions_repeated_total{route="oonib"} 1.0
      holdfast_submissions_refused_total{reason="syntax \\"x\\"",route="oonib"} 1.0
      holdfast_submissions_deferred_total{reason="disk-low",route="oonib"} 1.0
      holdfast_ledger_accepted 9.0
      holdfast_ledger_published 6.0
      holdfast_ledger_merged 1.0
      holdfast_ledger_quarantined 1.0
      holdfast_ledger_in_journal 1.0
      jvm_gc_pause_seconds{quantile="0.5",} NaN
      """;

  @Test
  void sumsThatHoldAreNoViolation() {
    PrometheusText metrics = PrometheusText.parse(GOOD);

    assertThat(ConservationCheck.violations(metrics)).isEmpty();
    assertThat(Ledger.of(metrics).isAtRest()).isFalse();
    assertThat(Submissions.of(metrics)).isEqualTo(new Submissions(12, 9, 1, 1, 1));
    assertThat(metrics.sum("holdfast_submissions_refused_total", Map.of("reason", "syntax \"x\"")))
        .isEqualTo(1);
  }

  @Test
  void requestThatVanishedIsNamedWithItsRoute() {
    PrometheusText metrics =
        PrometheusText.parse(
            GOOD.replace(
                "received_total{route=\"submit\"} 5.0", "received_total{route=\"submit\"} 6.0"));

    assertThat(ConservationCheck.violations(metrics))
        .hasSize(2)
        .anySatisfy(violation -> assertThat(violation).contains("route submit"));
  }

  @Test
  void measurementThatVanishedIsNamed() {
    PrometheusText metrics =
        PrometheusText.parse(
            GOOD.replace("holdfast_ledger_published 6.0", "holdfast_ledger_published 5.0"));

    assertThat(ConservationCheck.violations(metrics))
        .singleElement()
        .asString()
        .contains("accepted is not published");
  }

  @Test
  void serverWithoutTheMetricsDoesNotPass() {
    assertThat(ConservationCheck.violations(PrometheusText.parse(""))).hasSize(2);
  }

  @Test
  void whatIsNoSampleIsNamed() {
    assertThatThrownBy(() -> PrometheusText.parse("<html>")).hasMessageContaining("<html>");
  }
}
