package org.holdfast.model.yaml;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.holdfast.model.json.JsonOutput;
import org.jspecify.annotations.Nullable;

/// Writes the values of [PlainValues] as compact JSON.
final class PlainJson {
  private final JsonOutput out = new JsonOutput(4_096);

  private PlainJson() {}

  static byte[] write(Map<String, @Nullable Object> members) {
    PlainJson json = new PlainJson();
    json.object(members);
    return json.out.toByteArray();
  }

  private void object(Map<?, ?> members) {
    out.ascii('{');
    boolean first = true;
    for (Map.Entry<?, ?> member : members.entrySet()) {
      if (!first) {
        out.ascii(',');
      }
      first = false;
      out.string(String.valueOf(member.getKey())).ascii(':');
      value(member.getValue());
    }
    out.ascii('}');
  }

  private void list(List<?> items) {
    out.ascii('[');
    boolean first = true;
    for (Object item : items) {
      if (!first) {
        out.ascii(',');
      }
      first = false;
      value(item);
    }
    out.ascii(']');
  }

  private void value(@Nullable Object value) {
    switch (value) {
      case null -> out.ascii("null");
      case Map<?, ?> map -> object(map);
      case List<?> items -> list(items);
      case Double number when Double.isFinite(number) -> out.number(number);
      case Boolean truth -> out.ascii(truth.toString());
      case Integer number -> out.ascii(number.toString());
      case Long number -> out.ascii(number.toString());
      case BigInteger number -> out.ascii(number.toString());
      default -> out.string(value.toString());
    }
  }
}
