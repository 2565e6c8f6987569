package org.holdfast.bench.load;

import static org.holdfast.bench.load.IntakeShare.print;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.MeasurementQuery;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.sql.PostgresOptions;
import org.holdfast.catalogue.sql.SqlCatalogue;
import org.holdfast.catalogue.sql.SqlCatalogueOptions;

/// How fast a catalogue in PostgreSQL that holds many rows takes more in, as the index reader gives
/// them (500 in a transaction, each looked up by bytes and registered by content), and how long the
/// read API's usual searches take: p50 and p99 of each, a page far behind the first one (D39), and
/// one measurement by uid.
///
/// Arguments: rows in all (default 100000), URL of an empty database or of one that this program
/// has filled before (default `jdbc:postgresql://127.0.0.1/holdfast`), role (default `postgres`),
/// its password (default none), what to do: `fill` an empty database past the program, `insert`
/// 20,000 more, `search` (default: all three, each in its turn).
public final class CatalogueScale {
  private static final int BATCH = 500;
  private static final int MORE = 20_000;
  private static final int TRIES = 300;
  private static final int PAGE = 100;
  private static final int FAR_PAGE = 1_000;
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private CatalogueScale() {}

  public static void main(String[] args) throws SQLException {
    MadeUpRows rows = new MadeUpRows(BEGIN, IntakeShare.argument(args, 0, 100_000));
    PostgresOptions server =
        new PostgresOptions(
            args.length > 1 ? args[1] : "jdbc:postgresql://127.0.0.1/holdfast",
            args.length > 2 ? args[2] : "postgres",
            args.length > 3 ? args[3] : "");
    List<String> todo =
        args.length > 4
            ? List.of(args).subList(4, args.length)
            : List.of("fill", "insert", "search");
    if (todo.contains("fill")) {
      new CatalogueFill(server, rows).run();
    }
    try (Catalogue catalogue =
        SqlCatalogue.openPostgres(
            server, Clock.systemUTC(), new SimpleMeterRegistry(), SqlCatalogueOptions.DEFAULT)) {
      if (todo.contains("insert")) {
        insert(catalogue, rows);
      }
      if (todo.contains("search")) {
        search(catalogue, rows);
      }
    }
  }

  /// Measurements that come after all others, as new ones do.
  private static void insert(Catalogue catalogue, MadeUpRows rows) {
    int first = Math.toIntExact(catalogue.ledger().published());
    long started = System.nanoTime();
    for (int from = first; from < first + MORE; from += BATCH) {
      int begin = from;
      int unused =
          catalogue.inTransaction(
              transaction -> {
                for (int number = begin; number < begin + BATCH; number++) {
                  add(transaction, rows.row(number));
                }
                return begin;
              });
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    print("rows %d to %d: %.0f rows/s", first, first + MORE, MORE / seconds);
  }

  private static void add(CatalogueTransaction transaction, MeasurementRow row) {
    if (transaction.findPublished(row.identity()).isEmpty()
        && transaction.claimFingerprint(row.fingerprint(), row.uid()).equals(row.uid())) {
      transaction.addMeasurement(row);
    }
  }

  private static void search(Catalogue catalogue, MadeUpRows rows) {
    Random random = new Random(3);
    Query everything = new Query();
    measure("newest of all", () -> catalogue.search(everything.query()).size());
    measure(
        "country and nettest",
        () -> {
          Query query = new Query();
          query.countries = List.of(MadeUpRows.pick(MadeUpRows.COUNTRIES, random));
          query.nettests = List.of(MadeUpRows.pick(MadeUpRows.NETTESTS, random));
          return catalogue.search(query.query()).size();
        });
    measure(
        "one network, one month",
        () -> {
          Query query = new Query();
          query.asns = List.of((long) random.nextInt(1, MadeUpRows.NETWORKS));
          query.since = Optional.of(BEGIN.plusSeconds(86_400L * random.nextInt(60)));
          query.until = query.since.map(since -> since.plusSeconds(30 * 86_400L));
          return catalogue.search(query.query()).size();
        });
    measure(
        "one domain",
        () -> {
          Query query = new Query();
          query.domains = List.of(MadeUpRows.site(random.nextInt(MadeUpRows.SITES)));
          return catalogue.search(query.query()).size();
        });
    measure(
        "one input in one country",
        () -> {
          Query query = new Query();
          query.input =
              Optional.of("https://" + MadeUpRows.site(random.nextInt(MadeUpRows.SITES)) + "/");
          query.countries = List.of(MadeUpRows.pick(MadeUpRows.COUNTRIES, random));
          return catalogue.search(query.query()).size();
        });
    measure(
        "one measurement by uid",
        () ->
            catalogue.find(rows.row(random.nextInt(rows.count())).uid().text()).isPresent()
                ? 1
                : 0);
    pages(catalogue);
  }

  /// The cursor leads as far as there are rows, 1,000 pages at most.
  private static void pages(Catalogue catalogue) {
    Query query = new Query();
    Query last = query;
    int page = 1;
    for (; page < FAR_PAGE; page++) {
      List<MeasurementRow> found = catalogue.search(last.query());
      if (found.size() < PAGE) {
        break;
      }
      Query next = new Query();
      MeasurementRow row = found.getLast();
      next.after =
          Optional.of(new MeasurementQuery.After(row.measurementStartTime(), row.uid().text()));
      last = next;
    }
    Query far = last;
    measure("page 1", () -> catalogue.search(query.query()).size());
    measure("page " + page, () -> catalogue.search(far.query()).size());
  }

  private interface Try {
    int run();
  }

  private static void measure(String what, Try search) {
    long[] nanos = new long[TRIES];
    for (int i = 0; i < TRIES / 10; i++) {
      int unused = search.run(); // not measured
    }
    long found = 0;
    for (int i = 0; i < TRIES; i++) {
      long started = System.nanoTime();
      found += search.run();
      nanos[i] = System.nanoTime() - started;
    }
    Arrays.sort(nanos);
    print(
        "%-26s p50 %7.2f ms  p99 %7.2f ms  %6.1f rows",
        what, nanos[TRIES / 2] / 1e6, nanos[TRIES * 99 / 100] / 1e6, found / (double) TRIES);
  }

  /// A search with everything left out that is not said.
  private static final class Query {
    private Optional<String> input = Optional.empty();
    private List<String> domains = List.of();
    private List<String> countries = List.of();
    private List<Long> asns = List.of();
    private List<String> nettests = List.of();
    private Optional<Instant> since = Optional.empty();
    private Optional<Instant> until = Optional.empty();
    private Optional<MeasurementQuery.After> after = Optional.empty();

    MeasurementQuery query() {
      return new MeasurementQuery(
          Optional.empty(),
          input,
          domains,
          countries,
          asns,
          nettests.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(),
          since,
          until,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          true,
          after,
          true,
          0,
          PAGE);
    }
  }
}
