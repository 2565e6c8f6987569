package org.holdfast.pipeline.index;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.document.MeasurementFields;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.id.MeasurementUid;

/// Makes the index row of a measurement (pipeline contract §1.6). Text from the document loses NUL
/// characters and unpaired surrogates, which databases refuse, and is cut to a bound; nothing a
/// document says keeps it out of the index, AS0 and ZZ included.
public final class RowExtractor {
  private static final int MAX_INPUT = 8_192;
  private static final int MAX_WORD = 256;
  private static final Pattern LINK_ID = Pattern.compile("[0-9]{1,20}");

  private RowExtractor() {}

  /// @param fields of the document as received or as published; both give the same row
  /// @param marks the envelope's and those found since
  public static MeasurementRow row(
      Envelope envelope,
      MeasurementFields fields,
      Set<String> marks,
      Sha256 fingerprint,
      Location location) {
    MeasurementUid uid = envelope.uid();
    Instant received = envelope.submittedAt().truncatedTo(ChronoUnit.SECONDS);
    Instant testStart = time(fields.testStartTime()).orElse(received);
    String input = text(fields.input(), MAX_INPUT);
    return new MeasurementRow(
        uid,
        bounded(envelope.reportId(), MAX_WORD),
        input,
        vantagePoint(envelope, fields),
        fields
            .testName()
            .map(name -> bounded(name, MAX_WORD))
            .orElse(bounded(envelope.testName(), MAX_WORD)),
        time(fields.measurementStartTime()).orElse(received),
        testStart,
        word(fields.softwareName()),
        word(fields.softwareVersion()),
        word(fields.testVersion()),
        word(fields.engineName()),
        word(fields.engineVersion()),
        fields.platform().map(name -> bounded(name, MAX_WORD)).orElse("unset"),
        word(fields.architecture()),
        fields.testRuntime().filter(Double::isFinite).orElse(0.0),
        domain(input),
        "{}",
        false,
        false,
        false,
        envelope.verification(),
        marks,
        fields.ooniRunLinkId().filter(id -> LINK_ID.matcher(id).matches()),
        envelope.identity(),
        fingerprint,
        location);
  }

  /// The authority part of a URL, port and all, as in `example.org:8443`; empty where there is
  /// none.
  static String domain(String input) {
    int authority = input.indexOf("//");
    if (authority < 0 || (authority > 0 && input.charAt(authority - 1) != ':')) {
      return "";
    }
    int end = authority + 2;
    while (end < input.length() && "/?#".indexOf(input.charAt(end)) < 0) {
      end++;
    }
    return bounded(input.substring(authority + 2, end), MAX_WORD);
  }

  /// Reads `2026-08-21 09:03:00`, with a `T` or a `Z` where some clients put one, as UTC.
  static Optional<Instant> time(Optional<String> claimed) {
    if (claimed.isEmpty() || claimed.get().length() < 19) {
      return Optional.empty();
    }
    String text = claimed.get();
    char between = text.charAt(10);
    if ((between != ' ' && between != 'T') || text.charAt(0) > '9' || text.charAt(0) < '0') {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDateTime.parse(text.substring(0, 10) + 'T' + text.substring(11, 19))
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /// What the document claims; where it claims nothing usable, what the collector took from the
  /// report id.
  private static VantagePoint vantagePoint(Envelope envelope, MeasurementFields fields) {
    CountryCode country =
        fields.probeCc().flatMap(CountryCode::parse).orElse(envelope.claimed().countryCode());
    Asn asn = fields.probeAsn().flatMap(Asn::parse).orElse(envelope.claimed().asn());
    return new VantagePoint(country, asn);
  }

  private static String word(Optional<String> claimed) {
    return text(claimed, MAX_WORD);
  }

  private static String text(Optional<String> claimed, int maxLength) {
    return claimed.map(value -> bounded(value, maxLength)).orElse("");
  }

  private static String bounded(String text, int maxLength) {
    return text.length() <= maxLength && isClean(text) ? text : clean(text, maxLength);
  }

  private static boolean isClean(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static String clean(String text, int maxLength) {
    StringBuilder kept = new StringBuilder(Math.min(text.length(), maxLength));
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      if (codePoint == 0 || (codePoint >= 0xD800 && codePoint <= 0xDFFF)) {
        continue;
      }
      if (kept.length() + Character.charCount(codePoint) > maxLength) {
        break;
      }
      kept.appendCodePoint(codePoint);
    }
    return kept.toString();
  }
}
