package org.holdfast.model.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;

@Label("D18: uids of sixteen collectors that know nothing of each other")
class MeasurementUidProperties {
  private static final int COLLECTORS = 16;
  private static final Instant START = Instant.parse("2026-08-21T09:10:12.000001Z");
  private static final CountryCode PORTUGAL = new CountryCode("PT");
  private static final TestName NETTEST = new TestName("webconnectivity");

  private record Collector(CollectorId id, ReceiveClock clock) {}

  /// The worst case: one clock for all that steps as it likes, a few documents that everybody sends
  /// to everybody, one country and one nettest.
  @Property(tries = 50)
  void uidsAreUniqueOverAllAndSortedByReceiptAtEach(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = -3, max = 3) Integer> clockSteps,
      @ForAll @Size(min = 60, max = 60) List<@IntRange(max = 2) Integer> documents) {
    AtomicReference<Instant> now = new AtomicReference<>(START);
    List<Collector> collectors = collectors(now);
    List<List<MeasurementUid>> minted =
        IntStream.range(0, COLLECTORS)
            .mapToObj(_ -> (List<MeasurementUid>) new ArrayList<MeasurementUid>())
            .toList();
    for (int step = 0; step < clockSteps.size(); step++) {
      now.set(now.get().plusNanos(clockSteps.get(step) * 1_000L));
      for (int i = 0; i < COLLECTORS; i++) {
        minted.get(i).add(mint(collectors.get(i), documents.get(step)));
      }
    }

    Set<MeasurementUid> all = new HashSet<>();
    for (List<MeasurementUid> ofOne : minted) {
      assertThat(ofOne).isSorted();
      assertThat(ofOne.stream().map(MeasurementUid::receivedAt)).isSorted();
      all.addAll(ofOne);
    }
    assertThat(all).hasSize(COLLECTORS * clockSteps.size());
  }

  private static List<Collector> collectors(AtomicReference<Instant> now) {
    InstantSource source = now::get;
    return IntStream.range(0, COLLECTORS)
        .mapToObj(
            i ->
                new Collector(
                    new CollectorId(Integer.toString(i)),
                    new ReceiveClock(source.withZone(ZoneOffset.UTC))))
        .toList();
  }

  private static MeasurementUid mint(Collector collector, int document) {
    byte[] text = ("{\"document\":" + document + "}").getBytes(StandardCharsets.UTF_8);
    return MeasurementUid.of(
        collector.clock().next(), collector.id(), PORTUGAL, NETTEST, Sha256.of(text));
  }
}
