package org.holdfast.bouncer.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RotationTest {
  private static final int DRAWS = 20_000;

  private final Random random = new Random(7);

  @Test
  void firstPlaceGoesByCapacity() {
    for (int more : List.of(0, 200)) {
      Map<String, Integer> capacities = new HashMap<>(Map.of("large", 60, "small", 20));
      IntStream.range(0, more).forEach(i -> capacities.put("n" + i, 1));
      double total = 80.0 + more;
      Rotation<String> rotation = new Rotation<>(List.copyOf(capacities.keySet()), capacities::get);

      Map<String, Integer> first = new HashMap<>();
      for (int i = 0; i < DRAWS; i++) {
        first.merge(rotation.draw(10, random).getFirst(), 1, Integer::sum);
      }

      assertThat(first.getOrDefault("large", 0) / (double) DRAWS)
          .isCloseTo(60 / total, within(0.02));
      assertThat(first.getOrDefault("small", 0) / (double) DRAWS)
          .isCloseTo(20 / total, within(0.02));
    }
  }

  @Test
  void nobodyIsDrawnTwice() {
    List<Integer> many = IntStream.range(0, 500).boxed().toList();
    Rotation<Integer> rotation = new Rotation<>(many, i -> i == 0 ? 100_000 : 1);

    List<Integer> drawn = rotation.draw(10, random);

    assertThat(new HashSet<>(drawn)).hasSameSizeAs(drawn);
    assertThat(new Rotation<Integer>(List.of(), i -> 1).draw(random)).isEmpty();
    assertThat(new Rotation<Integer>(List.of(), i -> 1).draw(3, random)).isEmpty();
  }

  @Test
  void largeFleetIsToldAFewAtATimeAndAllOfItInTime() {
    List<Collector> collectors =
        IntStream.range(0, 50)
            .mapToObj(
                i ->
                    new Collector(
                        TypedAddress.of("https://c" + i + ".example.org"),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        1 + i % 3))
            .toList();
    FleetSnapshot fleet = FleetSnapshot.rotating(collectors, List.of(), Map.of());

    HashSet<Collector> told = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      List<Collector> some = fleet.toldCollectors(random);
      assertThat(some).hasSize(10);
      told.addAll(some);
    }

    assertThat(told).hasSize(50);
  }
}
