package org.holdfast.model.yaml;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Times as old reports spell them: seconds since 1970 as a number or its text, or UTC text. All
/// become `YYYY-MM-DD HH:MM:SS`, in UTC (pipeline contract §3.3 item 3).
final class LegacyTimes {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final Pattern TEXT =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\\.[0-9]{1,9})?"
              + " ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})?");
  private static final Pattern EPOCH = Pattern.compile("[0-9]{1,10}(?:\\.[0-9]{1,9})?");
  private static final double FIRST_SECOND_OF_10000 = 253_402_300_800.0;

  private LegacyTimes() {}

  /// The first of `candidates` that is a time.
  static Optional<String> first(@Nullable Object... candidates) {
    for (Object candidate : candidates) {
      Optional<String> time = read(candidate);
      if (time.isPresent()) {
        return time;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> read(@Nullable Object value) {
    return switch (value) {
      case null -> Optional.empty();
      case Number seconds -> epoch(seconds.doubleValue());
      case String text when EPOCH.matcher(text).matches() -> epoch(Double.parseDouble(text));
      case String text -> text(text.strip());
      default -> Optional.empty();
    };
  }

  private static Optional<String> epoch(double seconds) {
    if (!(seconds > 0 && seconds < FIRST_SECOND_OF_10000)) {
      return Optional.empty();
    }
    return Optional.of(
        FORMAT.format(Instant.ofEpochSecond((long) seconds).atOffset(ZoneOffset.UTC)));
  }

  private static Optional<String> text(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      LocalDateTime time = LocalDateTime.parse(matcher.group(1) + 'T' + matcher.group(2));
      String zone = matcher.group(3);
      ZoneOffset offset = zone == null || zone.equals("UTC") ? ZoneOffset.UTC : ZoneOffset.of(zone);
      return Optional.of(FORMAT.format(time.minus(offset.getTotalSeconds(), ChronoUnit.SECONDS)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
