package org.holdfast.journal.segment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.journal.Position;

/// What stands in the text of a [Position] of this journal: `<writer>.<segment>.<offset>`.
record SegmentPosition(SegmentName segment, long offset) {
  private static final Pattern FORM =
      Pattern.compile("(" + WriterId.FORM + ")\\.([0-9]{1,8})\\.([0-9]{1,15})");

  /// @throws IllegalArgumentException if another kind of journal gave the position
  static SegmentPosition of(Position position) {
    Matcher matcher = FORM.matcher(position.text());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a position in segment files");
    }
    return new SegmentPosition(
        new SegmentName(new WriterId(matcher.group(1)), Integer.parseInt(matcher.group(2))),
        Long.parseLong(matcher.group(3)));
  }

  Position toPosition() {
    return new Position(segment.writer().text() + '.' + segment.number() + '.' + offset);
  }
}
