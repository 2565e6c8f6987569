package org.holdfast.model.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// The JSON Canonicalization Scheme, RFC 8785: members sorted by UTF-16 code units, no white space,
/// numbers as ECMAScript prints them. Where a number cannot be held by a double without loss its
/// own text stands instead, so that two documents that differ only there stay different: integers a
/// double does not hit exactly, other numbers of more than 17 digits, and what lies outside its
/// range. For the same reason members given twice are all kept, in their order.
///
/// Works from bytes to bytes on a text that a [StrictJsonReader] has read to its end, since nearly
/// everything in a measurement is spelt canonically as it comes and can be copied. An object is
/// written in the order in which its members come and then, where that order is not the sorted one,
/// permuted in place. Memory stays within a small multiple of the text; the time is at worst the
/// length times the nesting depth.
public final class CanonicalJson {
  private static final byte FIRST_OF_BYTE_ORDER_MARK = (byte) 0xEF;

  private final byte[] source;
  private final int end;
  private final JsonOutput out;
  private int at;

  private CanonicalJson(byte[] source, int start, int end) {
    this.source = source;
    this.end = end;
    this.out = new JsonOutput(end - start + 64);
    this.at = start;
  }

  /// The canonical form of the value at `offset`, leaving out the named members of the outermost
  /// object.
  ///
  /// @throws UnreadableJsonException if it is not exactly one JSON value
  public static byte[] canonicalise(byte[] bytes, int offset, int length, Set<String> leaveOut)
      throws UnreadableJsonException {
    try (var reader = StrictJsonReader.open(bytes, offset, length)) {
      reader.next();
      reader.skipChildren();
      reader.end();
    }
    return canonicaliseRead(bytes, offset, length, leaveOut);
  }

  /// As [#canonicalise], for bytes that a [StrictJsonReader] has read to their end already. What it
  /// makes of others is not defined.
  public static byte[] canonicaliseRead(
      byte[] bytes, int offset, int length, Set<String> leaveOut) {
    int mark = bytes[offset] == FIRST_OF_BYTE_ORDER_MARK ? 3 : 0;
    CanonicalJson canonical = new CanonicalJson(bytes, offset + mark, offset + length);
    canonical.value(leaveOut);
    return canonical.out.toByteArray();
  }

  private void value(Set<String> leaveOut) {
    skipWhiteSpace();
    switch (source[at]) {
      case '{' -> object(leaveOut);
      case '[' -> array();
      case '"' -> string();
      case 't', 'n' -> copy(4);
      case 'f' -> copy(5);
      default -> number();
    }
  }

  private void skipWhiteSpace() {
    at = ReadJson.skipWhiteSpace(source, at);
  }

  private void copy(int count) {
    out.raw(source, at, count);
    at += count;
  }

  private void number() {
    int start = at;
    boolean integer = true;
    while (at < end && isOfNumber(source[at])) {
      integer &= source[at] != '.' && source[at] != 'e' && source[at] != 'E';
      at++;
    }
    if (EcmaNumber.isCanonical(source, start, at)) {
      out.raw(source, start, at - start);
    } else {
      String text = new String(source, start, at - start, StandardCharsets.US_ASCII);
      out.ascii(EcmaNumber.canonical(text, integer));
    }
  }

  private static boolean isOfNumber(byte b) {
    return b >= '0' && b <= '9' || b == '.' || b == '-' || b == 'e' || b == 'E' || b == '+';
  }

  private void array() {
    copy(1);
    skipWhiteSpace();
    while (source[at] != ']') {
      value(Set.of());
      skipWhiteSpace();
      if (source[at] == ',') {
        copy(1);
      }
    }
    copy(1);
  }

  private void object(Set<String> leaveOut) {
    copy(1);
    List<CanonicalMember> members = new ArrayList<>();
    boolean sorted = true;
    for (skipToMember(); source[at] != '}'; skipToMember()) {
      int start = out.length();
      if (!members.isEmpty()) {
        out.ascii(',');
      }
      int part = out.length();
      int name = at;
      string();
      CanonicalMember member = CanonicalMember.named(source, name, at, part);
      skipWhiteSpace();
      copy(1); // the colon
      value(Set.of());
      if (!leaveOut.isEmpty() && leaveOut.contains(member.name())) {
        out.truncate(start);
        continue;
      }
      sorted &= members.isEmpty() || members.getLast().compareTo(member) <= 0;
      members.add(member.endingAt(out.length()));
    }
    if (!sorted) {
      int start = members.getFirst().start();
      Collections.sort(members);
      out.permute(start, members);
    }
    copy(1);
  }

  private void skipToMember() {
    skipWhiteSpace();
    if (source[at] == ',') {
      at++;
      skipWhiteSpace();
    }
  }

  /// Copies a string. Escapes with one letter are canonical, but for the one of the slash; those
  /// with digits stand for a character, or half of one.
  private void string() {
    int run = at++;
    while (source[at] != '"') {
      if (source[at] != '\\') {
        at++;
      } else if (source[at + 1] != 'u' && source[at + 1] != '/') {
        at += 2;
      } else {
        out.raw(source, run, at - run);
        out.character(JsonEscape.codePoint(source, at));
        at += JsonEscape.length(source, at);
        run = at;
      }
    }
    at++;
    out.raw(source, run, at - run);
  }
}
