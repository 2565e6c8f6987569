package org.holdfast.catalogue.sql;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Partitions of table `measurement` in PostgreSQL by month of reception, which is how a uid
/// begins. This month's and the next one's are made before anything is written in a month; what
/// falls into neither (a rebuild of old months, a clock that is wrong) goes to the partition
/// `measurement_rest`, where everything works the same, only slower.
///
/// Several processes may do this at once. Used by one thread.
final class MonthlyPartitions {
  private static final Logger LOG = LoggerFactory.getLogger(MonthlyPartitions.class);
  private static final Duration BETWEEN_TRIES = Duration.ofMinutes(1);
  private static final DateTimeFormatter PREFIX =
      DateTimeFormatter.ofPattern("uuuuMM", Locale.ROOT);

  /// Any number will do, so long as everybody who makes partitions uses the same.
  private static final long LOCK = 0x686F6C64_66617374L;

  private final Clock clock;
  private YearMonth preparedUntil = YearMonth.of(1970, 1);
  private Instant nextTry = Instant.MIN;

  MonthlyPartitions(Clock clock) {
    this.clock = clock;
  }

  /// In a transaction of its own: making a partition locks out readers until the commit. It waits
  /// no longer than a second for those who read now (a dump may take hours); until it succeeds at a
  /// later call, what belongs into a partition that is missing goes to `measurement_rest`.
  void prepare(Jdbi writer) {
    Instant now = clock.instant();
    YearMonth next = YearMonth.from(now.atZone(ZoneOffset.UTC)).plusMonths(1);
    if (!preparedUntil.isBefore(next) || now.isBefore(nextTry)) {
      return;
    }
    nextTry = now.plus(BETWEEN_TRIES);
    try {
      writer.useTransaction(handle -> make(handle, next));
      preparedUntil = next;
    } catch (JdbiException e) {
      LOG.warn(
          "The next month's partition cannot be made now; it is tried again: {}", e.toString());
    }
  }

  private static void make(Handle handle, YearMonth next) {
    handle.execute("SET LOCAL lock_timeout = '1s'");
    handle.execute("SELECT pg_advisory_xact_lock(?)", LOCK);
    makeOne(handle, next.minusMonths(1));
    makeOne(handle, next);
  }

  private static boolean isThere(Handle handle, YearMonth month) {
    return ask(handle, "SELECT to_regclass(?) IS NOT NULL", table(month));
  }

  /// Does nothing if it is there, or if measurements of that month came before it: they stay where
  /// they are.
  private static void makeOne(Handle handle, YearMonth month) {
    String from = PREFIX.format(month);
    String to = PREFIX.format(month.plusMonths(1));
    boolean strayed =
        ask(
            handle,
            "SELECT EXISTS (SELECT 1 FROM measurement_rest WHERE uid >= ? AND uid < ?)",
            from,
            to);
    if (!strayed && !isThere(handle, month)) {
      handle.execute(
          "CREATE TABLE %s PARTITION OF measurement FOR VALUES FROM ('%s') TO ('%s')"
              .formatted(table(month), from, to));
    }
  }

  private static String table(YearMonth month) {
    return "measurement_" + PREFIX.format(month);
  }

  private static boolean ask(Handle handle, String question, Object... values) {
    return handle.select(question, values).mapTo(Boolean.class).one();
  }
}
