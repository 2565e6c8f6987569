package org.holdfast.catalogue.api;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/// Times as the read API takes and gives them.
final class Times {
  private static final DateTimeFormatter TO_MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TO_SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// `2026-06-11`, `2026-06-11T09:10`, `2026-06-11 09:10:11.5`, each with an offset or without.
  private static final DateTimeFormatter LENIENT =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("uuuu-MM-dd[['T'][' ']HH:mm[:ss]")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .appendPattern("[XXX][XX][X]]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private Times() {}

  /// Reads a date or a time; without an offset it is UTC. The years 0 to 9999 only.
  static Optional<Instant> parse(String text) {
    try {
      return Optional.of(instant(text)).filter(Times::withinYears);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(String text) {
    TemporalAccessor parsed =
        LENIENT.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
    return switch (parsed) {
      case OffsetDateTime time -> time.toInstant();
      case LocalDateTime time -> time.toInstant(ZoneOffset.UTC);
      case LocalDate date -> date.atStartOfDay(ZoneOffset.UTC).toInstant();
      default -> throw new IllegalStateException("one of the three was asked for");
    };
  }

  private static boolean withinYears(Instant time) {
    int year = time.atOffset(ZoneOffset.UTC).getYear();
    return year >= 0 && year <= 9999;
  }

  /// `2026-07-11T17:44:07.000000Z`, as in search results.
  static String toMicros(Instant time) {
    return TO_MICROS.format(time);
  }

  /// `2026-07-11T17:44:07Z`, as in measurement_meta.
  static String toSeconds(Instant time) {
    return TO_SECONDS.format(time);
  }
}
