package org.holdfast.testkit.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class MeasurementMakerTest {
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

  @Test
  void sameSeedMakesTheSameMeasurements() {
    assertThat(new MeasurementMaker(3, START).series(Generation.GO_REPORT, 5))
        .zipSatisfy(
            new MeasurementMaker(3, START).series(Generation.GO_REPORT, 5),
            (one, other) -> assertThat(one.document()).isEqualTo(other.document()));
  }

  @Test
  void sizesAreThoseOfTheField() {
    MeasurementMaker maker = new MeasurementMaker(4, START);
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      sizes.add(maker.series(Generation.GO_SUBMIT, 1).getFirst().document().length);
    }
    sizes.sort(null);

    assertThat(sizes.getFirst()).isBetween(400, 5_000);
    assertThat(sizes.get(200)).isBetween(14_000, 27_000);
    assertThat(sizes.getLast()).isBetween(60_000, 140_000);
  }

  @Test
  void everyMeasurementOfAWorkloadIsAnother() {
    Workload workload = Workload.mixed(5, START, 3, 4);

    assertThat(workload.measurements()).hasSize(3 * 5 * 4 + 2);
    assertThat(workload.measurements().values())
        .extracting(Measurement::startedAt)
        .doesNotHaveDuplicates();
    assertThat(workload.repetitions()).hasSize(12);
    assertThat(workload.runs()).extracting(ProbeRun::generation).contains(Generation.values());
  }

  @Test
  void respellingChangesEveryByteAndNoMeaning() {
    for (Measurement measurement : new MeasurementMaker(6, START).series(Generation.GO_SUBMIT, 9)) {
      Measurement respelt = Respelling.of(measurement);

      assertThat(respelt.document()).isNotEqualTo(measurement.document());
      assertThat(Sense.of(respelt.document())).isEqualTo(Sense.of(measurement.document()));
    }
  }

  @Test
  void senseIgnoresTheSendingAndNothingElse() {
    assertThat(sense("{\"a\":1.0,\"report_id\":\"x\"}")).isEqualTo(sense("{ \"a\" : 1 }"));
    assertThat(sense("{\"a\":1}")).isNotEqualTo(sense("{\"a\":\"1\"}"));
    assertThat(sense("{\"a\":{\"report_id\":1}}")).isNotEqualTo(sense("{\"a\":{}}"));
    assertThat(sense("{\"a\":[1,2]}")).isNotEqualTo(sense("{\"a\":[2,1]}"));
  }

  @Test
  void gzipBombIsAWholeMemberOfTheSizePromised() throws Exception {
    byte[] bomb = Bombs.gzip(20);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bomb))) {
      long length = in.transferTo(OutputStream.nullOutputStream());
      assertThat(length).isEqualTo(20L << 20);
    }
    assertThat(bomb.length).isLessThan(100_000);
  }

  @Test
  void brokenBodiesHaveNamesOfTheirOwn() {
    List<BrokenBody> all = BrokenBodies.all("127.0.0.1:1", "20240131T101112Z_AS1_x");

    assertThat(all).extracting(BrokenBody::name).doesNotHaveDuplicates();
    assertThat(all).hasSizeGreaterThan(50);
  }

  private static Sense sense(String json) {
    return Sense.of(json.getBytes(StandardCharsets.UTF_8));
  }
}
