package org.holdfast.collector;

import java.util.Optional;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.document.MeasurementFields;
import org.holdfast.model.envelope.Envelope.Software;
import org.holdfast.model.id.ReportId;
import org.holdfast.model.id.TestName;

/// What a probe says about itself, bounded to what an envelope holds. Nothing of it is believed.
///
/// @param vantagePoint `ZZ` and `AS0` stand for what is unusable
/// @param testName `test_name` as written, at most 128 characters; empty if absent
/// @param idName the nettest for identifiers
public record Claims(
    VantagePoint vantagePoint, String testName, TestName idName, Software software) {

  private static final int TEST_NAME_LENGTH_MAX = 128;
  private static final int SOFTWARE_LENGTH_MAX = 64;

  public Claims {
    testName = cut(testName, TEST_NAME_LENGTH_MAX);
    software =
        new Software(
            cut(software.name(), SOFTWARE_LENGTH_MAX),
            cut(software.version(), SOFTWARE_LENGTH_MAX));
  }

  /// What a document claims that came without a report.
  public static Claims of(MeasurementFields fields) {
    return of(fields, Optional.empty());
  }

  /// What a document claims, or else the report it was sent in.
  public static Claims of(MeasurementFields fields, ReportId report) {
    return of(fields, Optional.of(report));
  }

  /// What a report id claims by itself, for entries that are not read at intake (U10).
  public static Claims of(ReportId report) {
    return new Claims(
        new VantagePoint(
            report.countryCode().orElse(CountryCode.UNKNOWN), report.asn().orElse(Asn.UNKNOWN)),
        "",
        report.testName().orElse(TestName.UNKNOWN),
        Software.UNKNOWN);
  }

  private static Claims of(MeasurementFields fields, Optional<ReportId> report) {
    CountryCode countryCode =
        fields
            .probeCc()
            .map(Claims::countryCode)
            .or(() -> report.flatMap(ReportId::countryCode))
            .orElse(CountryCode.UNKNOWN);
    Asn asn =
        fields
            .probeAsn()
            .map(Claims::asn)
            .or(() -> report.flatMap(ReportId::asn))
            .orElse(Asn.UNKNOWN);
    TestName idName =
        fields
            .testName()
            .map(TestName::fromClaim)
            .filter(name -> !name.equals(TestName.UNKNOWN))
            .or(() -> report.flatMap(ReportId::testName))
            .orElse(TestName.UNKNOWN);
    return new Claims(
        new VantagePoint(countryCode, asn),
        fields.testName().orElse(""),
        idName,
        new Software(fields.softwareName().orElse(""), fields.softwareVersion().orElse("")));
  }

  /// A claimed country read as kindly as probe-services §1.1 does: case and underscores do not
  /// matter; [CountryCode#UNKNOWN] if it is none.
  public static CountryCode countryCode(String claimed) {
    return CountryCode.parse(asciiUpperCase(claimed.replace("_", ""))).orElse(CountryCode.UNKNOWN);
  }

  /// A claimed network read as kindly: case, surrounding blanks and leading zeros do not matter;
  /// [Asn#UNKNOWN] if it is none.
  public static Asn asn(String claimed) {
    String text = asciiUpperCase(claimed.strip());
    if (!text.startsWith("AS") || text.length() < 3 || text.length() > 12) {
      return Asn.UNKNOWN;
    }
    int first = 2;
    while (first < text.length() - 1 && text.charAt(first) == '0') {
      first++;
    }
    return Asn.parseDigits(text.substring(first)).orElse(Asn.UNKNOWN);
  }

  /// Unlike [String#toUpperCase] this makes no ASCII letters out of others.
  private static String asciiUpperCase(String text) {
    StringBuilder upper = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      upper.append(c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
    }
    return upper.toString();
  }

  private static String cut(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return text;
    }
    boolean splitsPair = Character.isHighSurrogate(text.charAt(lengthMax - 1));
    return text.substring(0, splitsPair ? lengthMax - 1 : lengthMax);
  }
}
