package org.holdfast.app.role;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.holdfast.bouncer.testlist.MeasuredCounts;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueUnavailableException;
import org.holdfast.catalogue.QueryTooExpensiveException;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has been measured lately, from the catalogue of this process (probe-services §6). Answers
/// from memory: a vantage point that nobody has asked about before counts nothing at first, and is
/// read a moment later. What was read is read again every few minutes, and kept while the catalogue
/// is away.
///
/// Weeks begin on Sunday, in UTC.
public final class CatalogueCounts implements MeasuredCounts, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogueCounts.class);
  private static final Duration READ_EVERY = Duration.ofMinutes(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final String WEB_CONNECTIVITY = "web_connectivity";

  /// Vantage points and inputs kept in memory.
  private static final int VANTAGE_POINTS_MAX = 100;

  private static final int INPUTS_MAX = 4_000;

  private record Vantage(CountryCode country, Asn asn) {}

  private record Known(Map<String, Long> counts, long readAtNanos, boolean read) {}

  private final Catalogue catalogue;
  private final Clock clock;
  private final Thread thread;
  private final Map<Vantage, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Vantage, Known> eldest) {
          return size() > VANTAGE_POINTS_MAX;
        }
      };

  private CatalogueCounts(Catalogue catalogue, Clock clock) {
    this.catalogue = catalogue;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("measured-counts").unstarted(this::run);
  }

  public static CatalogueCounts start(Catalogue catalogue, Clock clock) {
    CatalogueCounts counts = new CatalogueCounts(catalogue, clock);
    counts.thread.start();
    return counts;
  }

  @Override
  public Map<String, Long> of(CountryCode country, Asn asn) {
    synchronized (known) {
      return known
          .computeIfAbsent(new Vantage(country, asn), v -> new Known(Map.of(), 0, false))
          .counts();
    }
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(BETWEEN_LOOKS);
        due().forEach(this::read);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private List<Vantage> due() {
    long now = System.nanoTime();
    synchronized (known) {
      return known.entrySet().stream()
          .filter(
              entry ->
                  !entry.getValue().read()
                      || now - entry.getValue().readAtNanos() > READ_EVERY.toNanos())
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  private void read(Vantage vantage) {
    try {
      OptionalLong asn =
          vantage.asn().isUnknown()
              ? OptionalLong.empty()
              : OptionalLong.of(vantage.asn().number());
      Map<String, Long> counts =
          catalogue.countByInput(
              WEB_CONNECTIVITY, vantage.country().text(), asn, since(), INPUTS_MAX);
      keep(vantage, counts);
    } catch (CatalogueUnavailableException | QueryTooExpensiveException e) {
      LOG.debug("Measurements of {} cannot be counted now", vantage.country().text(), e);
      Map<String, Long> before = of(vantage.country(), vantage.asn());
      // Not at once again: it may be too much for the database.
      keep(vantage, before);
    }
  }

  private void keep(Vantage vantage, Map<String, Long> counts) {
    synchronized (known) {
      known.put(vantage, new Known(Map.copyOf(counts), System.nanoTime(), true));
    }
  }

  /// The beginning of the week before this one.
  private Instant since() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
        .with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY))
        .minusWeeks(1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
