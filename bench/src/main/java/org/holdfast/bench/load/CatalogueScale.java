package org.holdfast.bench.load;

import static org.holdfast.bench.load.IntakeShare.print;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementQuery;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.sql.PostgresOptions;
import org.holdfast.catalogue.sql.SqlCatalogue;
import org.holdfast.catalogue.sql.SqlCatalogueOptions;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.model.id.TestName;

/// How fast a catalogue in PostgreSQL takes rows in, as the index reader gives them (500 in a
/// transaction, each looked up by bytes and registered by content), and how long the read API's
/// usual searches take once it holds so many: p50 and p99 of each, a page far behind the first one
/// (D39), and one measurement by uid.
///
/// Arguments: rows in all (default 100000), URL of an empty database or of one that this program
/// has filled before (default `jdbc:postgresql://127.0.0.1/holdfast`), role (default `postgres`),
/// its password (default none). Rows that are there already are not made again, so a second run
/// measures searches alone.
public final class CatalogueScale {
  private static final int BATCH = 500;
  private static final int TRIES = 300;
  private static final int PAGE = 100;
  private static final int FAR_PAGE = 1_000;
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  /// Three months of receipt, so that a search meets several partitions.
  private static final long SPAN_MICROS = 90L * 86_400 * 1_000_000;

  private static final List<String> COUNTRIES =
      List.of("IT", "US", "IR", "RU", "DE", "BR", "IN", "GB", "MY", "VE", "TR", "EG", "PT", "CU");
  private static final List<String> NETTESTS =
      List.of("web_connectivity", "web_connectivity", "web_connectivity", "signal", "tor", "ndt");

  private CatalogueScale() {}

  public static void main(String[] args) {
    int rows = IntakeShare.argument(args, 0, 100_000);
    PostgresOptions server =
        new PostgresOptions(
            args.length > 1 ? args[1] : "jdbc:postgresql://127.0.0.1/holdfast",
            args.length > 2 ? args[2] : "postgres",
            args.length > 3 ? args[3] : "");
    try (Catalogue catalogue =
        SqlCatalogue.openPostgres(
            server, Clock.systemUTC(), new SimpleMeterRegistry(), SqlCatalogueOptions.DEFAULT)) {
      fill(catalogue, rows);
      search(catalogue, rows);
    }
  }

  private static void fill(Catalogue catalogue, int rows) {
    int first = Math.toIntExact(catalogue.ledger().published());
    long started = System.nanoTime();
    for (int from = first; from < rows; from += BATCH) {
      int begin = from;
      int end = Math.min(rows, from + BATCH);
      int unused =
          catalogue.inTransaction(
              transaction -> {
                for (int number = begin; number < end; number++) {
                  add(transaction, row(number, rows));
                }
                return end;
              });
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    if (first < rows) {
      print("rows %d to %d: %.0f rows/s", first, rows, (rows - first) / seconds);
    }
  }

  private static void add(CatalogueTransaction transaction, MeasurementRow row) {
    if (transaction.findPublished(row.identity()).isEmpty()
        && transaction.claimFingerprint(row.fingerprint(), row.uid()).equals(row.uid())) {
      transaction.addMeasurement(row);
    }
  }

  private static void search(Catalogue catalogue, int rows) {
    Random random = new Random(3);
    Query everything = new Query();
    measure("newest of all", () -> catalogue.search(everything.query()).size());
    measure(
        "country and nettest",
        () -> {
          Query query = new Query();
          query.countries = List.of(pick(COUNTRIES, random));
          query.nettests = List.of(pick(NETTESTS, random));
          return catalogue.search(query.query()).size();
        });
    measure(
        "one network, one month",
        () -> {
          Query query = new Query();
          query.asns = List.of((long) random.nextInt(1, 2_000));
          query.since = Optional.of(BEGIN.plusSeconds(86_400L * random.nextInt(60)));
          query.until = query.since.map(since -> since.plusSeconds(30 * 86_400L));
          return catalogue.search(query.query()).size();
        });
    measure(
        "one domain",
        () -> {
          Query query = new Query();
          query.domains = List.of("site" + random.nextInt(5_000) + ".example");
          return catalogue.search(query.query()).size();
        });
    measure(
        "one input in one country",
        () -> {
          Query query = new Query();
          query.input = Optional.of("https://site" + random.nextInt(5_000) + ".example/");
          query.countries = List.of(pick(COUNTRIES, random));
          return catalogue.search(query.query()).size();
        });
    measure(
        "one measurement by uid",
        () -> catalogue.find(row(random.nextInt(rows), rows).uid().text()).isPresent() ? 1 : 0);
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

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  /// The same number gives the same row as long as the number of all rows is the same.
  private static MeasurementRow row(int number, int rows) {
    Random random = new Random(number * 31L + 7);
    Instant received = BEGIN.plusNanos(SPAN_MICROS / rows * number * 1_000L);
    String country = COUNTRIES.get((int) Math.min(13, Math.abs(random.nextGaussian()) * 6));
    String nettest = pick(NETTESTS, random);
    boolean web = nettest.equals("web_connectivity");
    String domain = web ? "site" + (int) Math.pow(5_000, random.nextDouble()) + ".example" : "";
    Sha256 identity = digest("bytes " + number);
    MeasurementUid uid =
        MeasurementUid.of(
            received, new CountryCode(country), TestName.fromClaim(nettest), identity);
    return new MeasurementRow(
        uid,
        "20260101T000000Z_webconnectivity_IT_3269_n1_" + number / 20,
        web ? "https://" + domain + "/" : "",
        new VantagePoint(new CountryCode(country), new Asn(1 + random.nextInt(2_000))),
        nettest,
        received.minusSeconds(random.nextInt(3_600)),
        received.minusSeconds(3_600),
        "ooniprobe-android",
        "3.8." + random.nextInt(9),
        "0.5.27",
        "ooniprobe-engine",
        "3.17.2",
        "android",
        "arm64",
        random.nextDouble() * 10,
        domain,
        "{}",
        random.nextInt(20) == 0,
        false,
        random.nextInt(50) == 0,
        VerificationStatus.UNVERIFIED,
        Set.of(),
        Optional.empty(),
        identity,
        digest("content " + number),
        new Location.InArchive("raw/stem", number, 0, 1, 0, 1, 0, 1, 0, 1));
  }

  private static Sha256 digest(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
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
