package org.holdfast.journal.segment;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which segment of which writer; `number` counts from 1.
record SegmentName(WriterId writer, int number) implements Comparable<SegmentName> {
  private static final Pattern FILE =
      Pattern.compile("(" + WriterId.FORM + ")\\.([0-9]{8})\\.segment");
  private static final Comparator<SegmentName> ORDER =
      Comparator.comparing(SegmentName::writer).thenComparingInt(SegmentName::number);

  static Optional<SegmentName> ofFile(String fileName) {
    Matcher matcher = FILE.matcher(fileName);
    return matcher.matches()
        ? Optional.of(
            new SegmentName(new WriterId(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  String fileName() {
    return String.format(Locale.ROOT, "%s.%08d.segment", writer, number);
  }

  @Override
  public int compareTo(SegmentName other) {
    return ORDER.compare(this, other);
  }
}
