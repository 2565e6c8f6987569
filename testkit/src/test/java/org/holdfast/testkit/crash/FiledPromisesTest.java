package org.holdfast.testkit.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.history.Finding;
import org.holdfast.testkit.history.Finding.Kind;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.Told;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.MeasurementMaker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One measurement is published and one quarantined: each way in which files can differ from what
/// probes were told is found, although the numbers are right.
class FiledPromisesTest {
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final MeasurementMaker MAKER = new MeasurementMaker(1, START);
  private static final Measurement GOOD = MAKER.series(Generation.GO_SUBMIT, 1).getFirst();
  private static final Measurement BAD = MAKER.traceback(GOOD.vantage());
  private static final Sha256 GOOD_BODY = Sha256.of(GOOD.document());
  private static final Sha256 BAD_BODY = Sha256.of(BAD.document());
  private static final Map<String, List<Attempt>> TOLD =
      Map.of(
          GOOD.key(), List.of(told(GOOD, Generation.GO_SUBMIT, Optional.of("u1"))),
          BAD.key(), List.of(told(BAD, Generation.PYTHON_YAML, Optional.of("q1"))));

  @TempDir private Path data;

  @Test
  void whatIsFiledAsProbesWereToldIsRight() {
    assertThat(check(Map.of("u1", GOOD_BODY), Map.of("q1", BAD_BODY))).isEmpty();
  }

  @Test
  void rightBytesUnderAnotherUidAreLostToWhoeverWasToldOne() {
    assertThat(check(Map.of("u2", GOOD_BODY), Map.of("q2", BAD_BODY)))
        .extracting(Finding::kind, Finding::key)
        .containsExactlyInAnyOrder(tuple(Kind.LOST, GOOD.key()), tuple(Kind.LOST, BAD.key()));
  }

  @Test
  void bytesOfOtherMeasurementsUnderTheRightUidsAreSwapped() {
    Sha256 next = Sha256.of("next".getBytes(UTF_8));
    Map<String, List<Attempt>> told = new TreeMap<>(TOLD);
    Attempt first = told(GOOD, Generation.GO_SUBMIT, Optional.of("u2"));
    told.put(
        "next",
        List.of(
            new Attempt(
                first.measurement(),
                first.generation(),
                first.path(),
                first.reportId(),
                next,
                START,
                START,
                first.told(),
                true)));

    List<Finding> findings =
        FiledPromises.check(
            filed(Map.of("u1", next, "u2", GOOD_BODY), Map.of("q1", BAD_BODY)), told);

    assertThat(findings).extracting(Finding::kind).containsExactly(Kind.SWAPPED, Kind.SWAPPED);
  }

  @Test
  void whatIsNotThereIsLostWithAUidAndWithout() {
    Map<String, List<Attempt>> told =
        Map.of(GOOD.key(), List.of(told(GOOD, Generation.MEASUREMENT_KIT, Optional.empty())));

    assertThat(FiledPromises.check(filed(Map.of(), Map.of()), told))
        .extracting(Finding::kind)
        .containsExactly(Kind.LOST);
    assertThat(check(Map.of(), Map.of()))
        .extracting(Finding::kind)
        .containsExactly(Kind.LOST, Kind.LOST);
  }

  @Test
  void bytesThatNobodySentAreUnexpected() {
    Sha256 foreign = Sha256.of("foreign".getBytes(UTF_8));

    assertThat(check(Map.of("u1", GOOD_BODY, "u9", foreign), Map.of("q1", BAD_BODY, "q9", foreign)))
        .extracting(Finding::kind)
        .containsExactly(Kind.UNEXPECTED, Kind.UNEXPECTED);
  }

  @Test
  void oneMeasurementInTwoDocumentsIsDuplicated() {
    String line = GOOD.text();
    Filed twice =
        new Filed(
            Map.of("u1", line, "u2", line),
            Map.of("u1", GOOD_BODY, "u2", GOOD_BODY),
            Map.of("q1", BAD_BODY),
            List.of("a fault of the archive"));

    assertThat(FiledPromises.check(twice, TOLD))
        .extracting(Finding::kind)
        .containsExactly(Kind.SWAPPED, Kind.DUPLICATED);
  }

  @Test
  void quarantineIsReadByUidAndWithoutWhatIsDamaged() throws IOException {
    Path day = Files.createDirectories(data.resolve("quarantine/20261120"));
    Files.write(day.resolve("q1.post"), BAD.document());
    Files.writeString(day.resolve("q1.json"), "{}");
    Path damaged = Files.createDirectories(data.resolve("quarantine/damaged"));
    Files.writeString(damaged.resolve("a_1.post"), "x");

    Filed filed = Filed.in(data);

    assertThat(filed.quarantined()).containsExactly(Map.entry("q1", BAD_BODY));
    assertThat(filed.published()).isEmpty();
  }

  private static List<Finding> check(
      Map<String, Sha256> published, Map<String, Sha256> quarantined) {
    return FiledPromises.check(filed(published, quarantined), TOLD);
  }

  private static Filed filed(Map<String, Sha256> published, Map<String, Sha256> quarantined) {
    return new Filed(Map.of(), published, quarantined, List.of());
  }

  private static Attempt told(Measurement measurement, Generation by, Optional<String> uid) {
    return new Attempt(
        measurement,
        by,
        "/",
        "",
        Sha256.of(measurement.document()),
        START,
        START,
        new Told.Acknowledged(200, uid),
        true);
  }
}
