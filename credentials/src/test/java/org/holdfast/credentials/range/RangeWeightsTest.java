package org.holdfast.credentials.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.credentials.Vectors.VECTORS;
import static org.holdfast.credentials.Vectors.list;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// C11: how numbers in ranges are written.
class RangeWeightsTest {
  @Test
  void weightsAndBitsAreAsListed() {
    for (JsonNode vector : VECTORS.get("range_weights")) {
      long low = vector.get("range").get(0).asLong();
      Optional<RangeWeights> weights = RangeWeights.of(low, vector.get("range").get(1).asLong());
      if (vector.get("weights").isNull()) {
        assertThat(weights).as(vector.get("range").toString()).isEmpty();
        continue;
      }
      RangeWeights present = weights.orElseThrow();
      assertThat(IntStream.range(0, present.count()).mapToObj(present::weight).toList())
          .isEqualTo(longs(vector.get("weights")));
      for (JsonNode example : vector.get("examples")) {
        assertThat(
                IntStream.of(present.bits(low + example.get("x").asLong()))
                    .asLongStream()
                    .boxed()
                    .toList())
            .isEqualTo(longs(example.get("bits")));
      }
    }
  }

  @Test
  void emptyReversedAndSingleRangesCannotBeProven() {
    assertThat(RangeWeights.of(7, 7)).isEmpty();
    assertThat(RangeWeights.of(7, 6)).isEmpty();
    assertThat(RangeWeights.of(7, 8)).isEmpty();
    assertThat(RangeWeights.of(7, 9)).isPresent();
    assertThat(RangeWeights.of(0, 0)).isEmpty();
    assertThat(RangeWeights.of(-1, 5)).isEmpty();
    assertThat(RangeWeights.of(0, 1L << 32)).isEmpty();
  }

  private static List<Long> longs(JsonNode array) {
    return list(array).stream().map(JsonNode::asLong).toList();
  }
}
