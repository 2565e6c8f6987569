package org.holdfast.journal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a record stands among those that were written one after another: of one lane, cursors give
/// records in the order of their numbers. For finding out whether a record comes again or a second
/// time.
///
/// @param lane a partition of a topic, or what one process wrote into segments
public record JournalPlace(String lane, long number) {
  /// A segment is far smaller.
  private static final int OFFSET_BITS = 36;

  private static final Pattern NUMBERED =
      Pattern.compile("((?:kafka/[0-9A-Za-z_-]{22}/[0-9]{1,9})|memory)/([0-9]{1,18})");
  private static final String PROCESS = "[0-9]{20}-[0-9a-f]{8}";
  private static final Pattern SEGMENT =
      Pattern.compile("(" + PROCESS + ")\\.([0-9]{1,8})\\.([0-9]{1,15})");

  /// Whether this lane is what one process wrote into segments.
  public static boolean isLaneOfProcess(String lane) {
    return lane.matches(PROCESS);
  }

  /// The place of a position; empty where it is of no kind that is known here.
  public static Optional<JournalPlace> of(Position position) {
    Matcher numbered = NUMBERED.matcher(position.text());
    if (numbered.matches()) {
      return Optional.of(new JournalPlace(numbered.group(1), Long.parseLong(numbered.group(2))));
    }
    Matcher segment = SEGMENT.matcher(position.text());
    if (segment.matches() && Long.parseLong(segment.group(3)) >> OFFSET_BITS == 0) {
      long number =
          (Long.parseLong(segment.group(2)) << OFFSET_BITS) | Long.parseLong(segment.group(3));
      return Optional.of(new JournalPlace(segment.group(1), number));
    }
    return Optional.empty();
  }
}
