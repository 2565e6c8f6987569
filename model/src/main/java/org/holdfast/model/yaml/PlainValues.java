package org.holdfast.model.yaml;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Copies what a YAML reader has constructed into values JSON can hold, following every alias. A
/// few lines of aliases can stand for gigabytes, so that the copy is bounded by the length of the
/// text.
final class PlainValues {
  private static final long LEAST_BUDGET = 1_000_000;
  private static final int BUDGET_PER_CHARACTER = 10;

  private long budget;
  private int depth;

  /// @param textLength how long the document is that the values came from
  PlainValues(int textLength) {
    this.budget = LEAST_BUDGET + (long) textLength * BUDGET_PER_CHARACTER;
  }

  /// @param value a map
  Map<String, @Nullable Object> mapping(Object value) {
    enter();
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((key, member) -> members.put(name(key), value(member)));
    depth--;
    return members;
  }

  private @Nullable Object value(@Nullable Object value) {
    spend(1);
    return switch (value) {
      case null -> null;
      case String text -> text(text);
      case Boolean truth -> truth;
      case Integer number -> number;
      case Long number -> number;
      case BigInteger number -> number;
      case Double number -> Double.isFinite(number) ? number : number.toString();
      case byte[] bytes -> binary(bytes);
      case Map<?, ?> map -> mapping(map);
      case Set<?> set -> list(set);
      case Collection<?> items -> list(items);
      case Object[] pair -> list(Arrays.asList(pair));
      default -> throw new RefusedYamlException("a value of unknown type");
    };
  }

  private List<@Nullable Object> list(Collection<?> items) {
    enter();
    List<@Nullable Object> values = new ArrayList<>(items.size());
    items.forEach(item -> values.add(value(item)));
    depth--;
    return values;
  }

  private String name(@Nullable Object key) {
    Object plain = value(key);
    if (plain instanceof Map<?, ?> || plain instanceof Collection<?>) {
      throw new RefusedYamlException("a key that is a collection");
    }
    return String.valueOf(plain);
  }

  private String text(String text) {
    spend(text.length());
    return text;
  }

  private Object binary(byte[] bytes) {
    spend(bytes.length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      Map<String, @Nullable Object> wrapped = new LinkedHashMap<>();
      wrapped.put("format", "base64");
      wrapped.put("data", Base64.getEncoder().encodeToString(bytes));
      return wrapped;
    }
  }

  /// A collection may contain itself.
  private void enter() {
    if (++depth > LegacyYaml.MAX_DEPTH) {
      throw new RefusedYamlException("nested deeper than " + LegacyYaml.MAX_DEPTH + " levels");
    }
  }

  private void spend(int amount) {
    budget -= amount;
    if (budget < 0) {
      throw new RefusedYamlException("aliases that stand for too much");
    }
  }
}
