package org.holdfast.model.json;

import java.util.Comparator;
import tools.jackson.databind.JsonNode;

/// Compares JSON texts by what a reader with doubles makes of them: 1.0 is 1, the order of members
/// is of no account.
final class SameMeaning {
  private static final Comparator<JsonNode> NUMBERS_AS_DOUBLES =
      (a, b) ->
          a.equals(b) || (a.isNumber() && b.isNumber() && a.doubleValue() + 0.0 == b.doubleValue())
              ? 0
              : 1;

  private SameMeaning() {}

  static boolean of(byte[] some, byte[] other) throws UnreadableJsonException {
    return BoundedJson.readTree(some).equals(NUMBERS_AS_DOUBLES, BoundedJson.readTree(other));
  }
}
