package org.holdfast.catalogue.api;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.catalogue.MeasurementQuery.After;
import org.holdfast.catalogue.MeasurementRow;

/// The place after a row in the order of results, as text that clients hand back unread: base64url
/// of `1.<start time in microseconds>.<uid>`, the `1` being the version of this form.
final class Cursor {
  private static final Pattern FORM = Pattern.compile("1\\.(-?[0-9]{1,18})\\.([!-~]{1,100})");
  private static final int MAX_LENGTH = 200;

  private Cursor() {}

  static String after(MeasurementRow row) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, row.measurementStartTime());
    String place = "1." + micros + "." + row.uid();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(place.getBytes(StandardCharsets.US_ASCII));
  }

  static Optional<After> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(text);
      Matcher form = FORM.matcher(new String(decoded, StandardCharsets.ISO_8859_1));
      if (!form.matches()) {
        return Optional.empty();
      }
      Instant time = Instant.EPOCH.plus(Long.parseLong(form.group(1)), ChronoUnit.MICROS);
      return Optional.of(new After(time, form.group(2)));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
