package org.holdfast.model.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonToken;

/// The JSON Canonicalization Scheme, RFC 8785: members sorted by UTF-16 code units, no white space,
/// numbers as ECMAScript prints them. Where a number cannot be held by a double without loss its
/// own text stands instead, so that two documents that differ only there stay different: integers a
/// double does not hit exactly, other numbers of more than 17 digits, and what lies outside its
/// range. For the same reason members given twice are all kept, in their order.
///
/// Works on the token stream and one growing buffer: an object is written in the order in which its
/// members come and then, where that order is not the sorted one, permuted in place. Memory stays
/// within a small multiple of the text; the time is at worst the length times the nesting depth.
public final class CanonicalJson {
  private record Member(String name, int start, int end) {}

  private final StrictJsonReader reader;
  private final JsonOutput out;

  private CanonicalJson(StrictJsonReader reader, JsonOutput out) {
    this.reader = reader;
    this.out = out;
  }

  /// The canonical form of the value at `offset`, leaving out the named members of the outermost
  /// object.
  public static byte[] canonicalise(byte[] bytes, int offset, int length, Set<String> leaveOut)
      throws UnreadableJsonException {
    try (var reader = StrictJsonReader.open(bytes, offset, length)) {
      JsonOutput out = new JsonOutput(length + 64);
      new CanonicalJson(reader, out).value(reader.next(), leaveOut);
      reader.end();
      return out.toByteArray();
    }
  }

  private void value(JsonToken token, Set<String> leaveOut) throws UnreadableJsonException {
    switch (token) {
      case START_OBJECT -> object(leaveOut);
      case START_ARRAY -> array();
      case VALUE_STRING -> out.string(reader.text());
      case VALUE_NUMBER_INT -> out.ascii(EcmaNumber.canonical(reader.text(), true));
      case VALUE_NUMBER_FLOAT -> out.ascii(EcmaNumber.canonical(reader.text(), false));
      case VALUE_TRUE -> out.ascii("true");
      case VALUE_FALSE -> out.ascii("false");
      case VALUE_NULL -> out.ascii("null");
      case END_ARRAY, END_OBJECT, NOT_AVAILABLE, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no value starts with " + token);
    }
  }

  private void array() throws UnreadableJsonException {
    out.ascii('[');
    boolean first = true;
    for (JsonToken item = reader.next(); item != JsonToken.END_ARRAY; item = reader.next()) {
      if (!first) {
        out.ascii(',');
      }
      first = false;
      value(item, Set.of());
    }
    out.ascii(']');
  }

  private void object(Set<String> leaveOut) throws UnreadableJsonException {
    out.ascii('{');
    List<Member> members = new ArrayList<>();
    boolean sorted = true;
    while (reader.next() != JsonToken.END_OBJECT) {
      String name = reader.name();
      JsonToken value = reader.next();
      if (leaveOut.contains(name)) {
        reader.skipChildren();
        continue;
      }
      if (!members.isEmpty()) {
        sorted &= members.getLast().name().compareTo(name) <= 0;
        out.ascii(',');
      }
      int start = out.length();
      out.string(name).ascii(':');
      value(value, Set.of());
      members.add(new Member(name, start, out.length()));
    }
    if (!sorted) {
      out.permute(members.getFirst().start(), sortedParts(members));
    }
    out.ascii('}');
  }

  private static List<JsonOutput.Part> sortedParts(List<Member> members) {
    return members.stream()
        .sorted(Comparator.comparing(Member::name))
        .map(member -> new JsonOutput.Part(member.start(), member.end()))
        .toList();
  }
}
