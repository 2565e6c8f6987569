package org.holdfast.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.Told;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.MeasurementMaker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private final Measurement measurement =
      new MeasurementMaker(1, NOW).series(Generation.GO_SUBMIT, 1).getFirst();

  @Test
  void promiseIsTheBestAnswerOfAllAttempts() {
    Attempt lost = attempt(new Told.NoAnswer("reset"));
    Attempt refused = attempt(new Told.Refused(400, "e", "d"));
    Attempt kept = attempt(new Told.Acknowledged(200, Optional.of("u")));

    assertThat(Promise.of(List.of(lost))).isEqualTo(Promise.OPEN);
    assertThat(Promise.of(List.of(lost, refused))).isEqualTo(Promise.REFUSED);
    assertThat(Promise.of(List.of(lost, refused, kept))).isEqualTo(Promise.KEPT);
    assertThat(Promise.uids(List.of(lost, kept, kept))).containsExactly("u");
  }

  @Test
  void everyAttemptIsALineOfJsonInTheFile(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("history.jsonl");
    try (History history = History.in(file)) {
      history.record(attempt(new Told.Acknowledged(200, Optional.of("u"))));
      history.record(attempt(new Told.NoAnswer("reset")));
      assertThat(Files.readAllLines(file)).hasSize(2);
      assertThat(Files.readString(file))
          .contains("\"told\":\"acknowledged\"", "\"uid\":\"u\"", "\"why\":\"reset\"")
          .contains(measurement.key());
      assertThat(history.byKey().get(measurement.key())).hasSize(2);
    }
  }

  private Attempt attempt(Told told) {
    return new Attempt(
        measurement,
        Generation.GO_SUBMIT,
        "/api/v1/submit_measurement",
        "",
        Sha256.of(measurement.document()),
        NOW,
        NOW,
        told,
        false);
  }
}
