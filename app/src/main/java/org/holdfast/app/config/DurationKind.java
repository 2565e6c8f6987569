package org.holdfast.app.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations: `500ms`, `30s`, `10m`, `2h`, `7d`, or ISO 8601 as in `PT10M`; never negative.
final class DurationKind implements Kind<Duration> {
  private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private final Duration least;

  DurationKind(Duration least) {
    this.least = least;
  }

  @Override
  public Optional<Duration> parse(String text) {
    return parseAny(text).filter(duration -> duration.compareTo(least) >= 0);
  }

  private static Optional<Duration> parseAny(String text) {
    Matcher matcher = SHORT.matcher(text);
    if (matcher.matches()) {
      Duration unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
      return Optional.of(unit.multipliedBy(Long.parseLong(matcher.group(1))));
    }
    if (!text.startsWith("P")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  @Override
  public String complaint() {
    String ofWhatKind = least.isZero() ? "" : " above zero";
    return "is not a duration" + ofWhatKind + "; write for example '30s', '10m' or 'PT10M'";
  }

  @Override
  public String render(Duration value) {
    for (String unit : new String[] {"d", "h", "m", "s", "ms"}) {
      long millis = UNITS.getOrDefault(unit, Duration.ofMillis(1)).toMillis();
      if (!value.isZero() && value.toMillis() % millis == 0) {
        return value.toMillis() / millis + unit;
      }
    }
    return value.toSeconds() + "s";
  }
}
