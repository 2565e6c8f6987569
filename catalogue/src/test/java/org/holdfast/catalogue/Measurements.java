package org.holdfast.catalogue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.model.id.TestName;

/// Builds catalogue rows for tests: an ordinary web_connectivity measurement, changed where a test
/// cares. Two builders with the same number build the same row.
public final class Measurements {
  /// Start and receive time of measurement 0; number n comes n seconds later.
  public static final Instant FIRST = Instant.parse("2026-08-21T09:00:00Z");

  public static final String REPORT =
      "20260821T090000Z_webconnectivity_IT_30722_n1_AbCdEfGh01234567";

  private final int number;
  private String reportId = REPORT;
  private String input;
  private String country = "IT";
  private long asn = 30722;
  private String testName = "web_connectivity";
  private Instant startTime;
  private Instant testStartTime;
  private Instant receivedAt;
  private String domain = "";
  private String scores = "{\"blocking_general\":0.0}";
  private boolean anomaly;
  private boolean confirmed;
  private boolean failure;
  private String softwareVersion = "3.31.0";
  private String testVersion = "0.4.3";
  private String engineVersion = "3.31.0";
  private double testRuntime = 1.5;
  private VerificationStatus verification = VerificationStatus.UNVERIFIED;
  private Set<String> marks = Set.of();
  private Optional<String> runLink = Optional.empty();
  private Location location;

  private Measurements(int number) {
    this.number = number;
    this.input = "https://site" + number + ".example/";
    this.startTime = FIRST.plusSeconds(number);
    this.testStartTime = startTime.minusSeconds(2);
    this.receivedAt = startTime.plusMillis(1);
    this.location = new Location.InJournal("p" + number);
  }

  public static Measurements measurement(int number) {
    return new Measurements(number);
  }

  public Measurements report(String id) {
    this.reportId = id;
    return this;
  }

  public Measurements input(String text) {
    this.input = text;
    return this;
  }

  public Measurements from(String countryCode, long network) {
    this.country = countryCode;
    this.asn = network;
    return this;
  }

  public Measurements test(String name) {
    this.testName = name;
    return this;
  }

  public Measurements startedAt(Instant time) {
    this.startTime = time;
    return this;
  }

  public Measurements testStartedAt(Instant time) {
    this.testStartTime = time;
    return this;
  }

  public Measurements receivedAt(Instant time) {
    this.receivedAt = time;
    return this;
  }

  public Measurements domain(String authority) {
    this.domain = authority;
    return this;
  }

  public Measurements scores(String json) {
    this.scores = json;
    return this;
  }

  public Measurements flags(boolean isAnomaly, boolean isConfirmed, boolean isFailure) {
    this.anomaly = isAnomaly;
    this.confirmed = isConfirmed;
    this.failure = isFailure;
    return this;
  }

  public Measurements versions(String software, String test, String engine) {
    this.softwareVersion = software;
    this.testVersion = test;
    this.engineVersion = engine;
    return this;
  }

  public Measurements runtime(double seconds) {
    this.testRuntime = seconds;
    return this;
  }

  public Measurements verification(VerificationStatus status) {
    this.verification = status;
    return this;
  }

  public Measurements marks(String... tokens) {
    this.marks = Set.of(tokens);
    return this;
  }

  public Measurements runLink(String id) {
    this.runLink = Optional.of(id);
    return this;
  }

  public Measurements at(Location place) {
    this.location = place;
    return this;
  }

  public MeasurementRow row() {
    Sha256 identity = digest("bytes " + number);
    return new MeasurementRow(
        MeasurementUid.of(
            receivedAt, new CountryCode(country), TestName.fromClaim(testName), identity),
        reportId,
        input,
        new VantagePoint(new CountryCode(country), new Asn(asn)),
        testName,
        startTime,
        testStartTime,
        "ooniprobe-android",
        softwareVersion,
        testVersion,
        "ooniprobe-engine",
        engineVersion,
        "android",
        "arm64",
        testRuntime,
        domain,
        scores,
        anomaly,
        confirmed,
        failure,
        verification,
        marks,
        runLink,
        identity,
        digest("content " + number),
        location);
  }

  public static MeasurementUid uid(int number) {
    return measurement(number).row().uid();
  }

  public static Sha256 digest(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A place in the archive object `stem`, different for each number.
  public static Location.InArchive archived(String stem, int number) {
    return new Location.InArchive(
        stem, number, 1000L * number, 900, 10 * number, 500, 7L << 33, 800, 512, 480 + number);
  }
}
