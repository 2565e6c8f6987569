package org.holdfast.model.id;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;

/// The one key of a measurement, from acknowledgement to archive:
/// `YYYYMMDDHHMMSS.ffffff_CC_testname_xxxxxxxxxxxxxxxx`, as in
/// `20210208220710.181572_MA_ndt_7888edc7748936bf`.
///
/// The time is the moment of receipt in UTC to the microsecond, so that uids sort by receive time;
/// the last part is the first 64 bits of a SHA-256 over the document as received and the collector
/// that received it, so that they are unique without coordination (D18): one collector gives no
/// time twice, and two of them may get the same text in the same microsecond.
public record MeasurementUid(String text) implements Comparable<MeasurementUid> {
  private static final Pattern FORM =
      Pattern.compile("[0-9]{14}\\.[0-9]{6}_[A-Z]{2}_[a-z0-9]{2,30}_[0-9a-f]{16}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  public MeasurementUid {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a measurement uid");
    }
  }

  /// Composes the uid of a submission. `receivedAt` is cut to microseconds.
  ///
  /// @param document SHA-256 of the document
  public static MeasurementUid of(
      Instant receivedAt,
      CollectorId collector,
      CountryCode countryCode,
      TestName testName,
      Sha256 document) {
    byte[] name = collector.text().getBytes(StandardCharsets.US_ASCII);
    byte[] digest = document.toBytes();
    byte[] both = Arrays.copyOf(digest, digest.length + name.length);
    System.arraycopy(name, 0, both, digest.length, name.length);
    return of(receivedAt, countryCode, testName, Sha256.of(both));
  }

  /// Composes a uid from a digest that is the record's alone.
  public static MeasurementUid of(
      Instant receivedAt, CountryCode countryCode, TestName testName, Sha256 digest) {
    return new MeasurementUid(
        TIME.format(receivedAt.truncatedTo(ChronoUnit.MICROS))
            + '_'
            + countryCode
            + '_'
            + testName
            + '_'
            + HexFormat.of().toHexDigits(digest.a()));
  }

  /// Reads a uid of the current form; anything else is empty.
  public static Optional<MeasurementUid> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new MeasurementUid(text)) : Optional.empty();
  }

  /// When the collector received the submission, to the microsecond.
  public Instant receivedAt() {
    return TIME.parse(text.substring(0, 21), Instant::from);
  }

  /// The hour of receipt as it stands in archive names: `YYYYMMDDHH`.
  public String hour() {
    return text.substring(0, 10);
  }

  public CountryCode countryCode() {
    return new CountryCode(text.substring(22, 24));
  }

  /// The nettest without underscores, as in `webconnectivity`.
  public String testName() {
    return text.substring(25, text.length() - 17);
  }

  @Override
  public int compareTo(MeasurementUid other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
