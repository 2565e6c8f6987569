package org.holdfast.model.json;

import java.util.Arrays;

/// A member of an object that is being written in canonical form: its name in the text that is read
/// and its place in what is written. Sorted by name as RFC 8785 §3.2.3 asks for.
///
/// @param plain whether the name is ASCII without escapes, so that its bytes sort as its UTF-16
///   code units do
/// @param nameStart first byte of the name behind the quote; `nameEnd` is that of the closing quote
/// @param start where name and value start in what is written; `end` is exclusive
@SuppressWarnings("ArrayRecordComponent") // the text itself, shared by all members
record CanonicalMember(byte[] source, boolean plain, int nameStart, int nameEnd, int start, int end)
    implements Comparable<CanonicalMember> {

  /// @param openingQuote where the name starts in `source`; `behind` is the index behind it
  /// @param start where it was written
  static CanonicalMember named(byte[] source, int openingQuote, int behind, int start) {
    boolean plain = true;
    for (int i = openingQuote + 1; i < behind - 1; i++) {
      plain &= source[i] >= 0 && source[i] != '\\';
    }
    return new CanonicalMember(source, plain, openingQuote + 1, behind - 1, start, start);
  }

  CanonicalMember endingAt(int newEnd) {
    return new CanonicalMember(source, plain, nameStart, nameEnd, start, newEnd);
  }

  /// The name, decoded.
  String name() {
    return JsonEscape.decoded(source, nameStart, nameEnd);
  }

  @Override
  public int compareTo(CanonicalMember other) {
    return plain && other.plain
        ? Arrays.compare(source, nameStart, nameEnd, other.source, other.nameStart, other.nameEnd)
        : name().compareTo(other.name());
  }
}
