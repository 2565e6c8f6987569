package org.holdfast.bench.load;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.model.id.TestName;

/// Rows of a catalogue, spread evenly over three months of reception, with few countries, nettests
/// and sites that have most of them, as in the field. The same number gives the same row.
///
/// @param begin when the first was received
/// @param count of the rows within the three months; later numbers follow at the same pace
record MadeUpRows(Instant begin, int count) {
  /// Three months, so that a search meets several partitions.
  static final Duration SPAN = Duration.ofDays(90);

  static final List<String> COUNTRIES =
      List.of("IT", "US", "IR", "RU", "DE", "BR", "IN", "GB", "MY", "VE", "TR", "EG", "PT", "CU");
  static final List<String> NETTESTS =
      List.of("web_connectivity", "web_connectivity", "web_connectivity", "signal", "tor", "ndt");
  static final int NETWORKS = 2_000;
  static final int SITES = 5_000;

  MeasurementRow row(int number) {
    Random random = new Random(number * 31L + 7);
    Instant received = begin.plusNanos(SPAN.toNanos() / count * number);
    String country = COUNTRIES.get((int) Math.min(13, Math.abs(random.nextGaussian()) * 6));
    String nettest = pick(NETTESTS, random);
    boolean web = nettest.equals("web_connectivity");
    String domain = web ? site((int) Math.pow(SITES, random.nextDouble())) : "";
    Sha256 identity = digest("bytes " + number);
    MeasurementUid uid =
        MeasurementUid.of(
            received, new CountryCode(country), TestName.fromClaim(nettest), identity);
    return new MeasurementRow(
        uid,
        "20260101T000000Z_webconnectivity_IT_3269_n1_" + number / 20,
        web ? "https://" + domain + "/" : "",
        new VantagePoint(new CountryCode(country), new Asn(1 + random.nextInt(NETWORKS))),
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

  static String site(int number) {
    return "site" + number + ".example";
  }

  static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static Sha256 digest(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
