package org.holdfast.journal.segment;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Names one writer, that is one start of a process: `YYYYMMDDHHMMSSffffff-xxxxxxxx`. Sorts by the
/// time of the start.
record WriterId(String text) implements Comparable<WriterId> {
  static final String FORM = "[0-9]{20}-[0-9a-f]{8}";
  static final String LOCK_SUFFIX = ".lock";

  private static final Pattern PATTERN = Pattern.compile(FORM);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmssSSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  WriterId {
    if (!PATTERN.matcher(text).matches()) {
      throw new IllegalArgumentException("not the name of a writer");
    }
  }

  static WriterId at(Instant start, RandomGenerator random) {
    return new WriterId(TIME.format(start) + String.format(Locale.ROOT, "-%08x", random.nextInt()));
  }

  static Optional<WriterId> parse(String text) {
    return PATTERN.matcher(text).matches() ? Optional.of(new WriterId(text)) : Optional.empty();
  }

  /// The writer whose lock file has this name.
  static Optional<WriterId> ofLockFile(String fileName) {
    return fileName.endsWith(LOCK_SUFFIX)
        ? parse(fileName.substring(0, fileName.length() - LOCK_SUFFIX.length()))
        : Optional.empty();
  }

  String lockFile() {
    return text + LOCK_SUFFIX;
  }

  @Override
  public int compareTo(WriterId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
