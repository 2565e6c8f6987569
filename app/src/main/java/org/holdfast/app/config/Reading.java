package org.holdfast.app.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one pass over a configuration gathers: the keys there are, the settings in force, the
/// mistakes. Confined to one thread.
final class Reading {
  private final Set<String> knownKeys;
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<Setting> settings = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> unknownKeys = new ArrayList<>();

  Reading() {
    this(new LinkedHashSet<>());
  }

  private Reading(Set<String> knownKeys) {
    this.knownKeys = knownKeys;
  }

  /// A pass over nothing that learns the keys of a list's items into this one.
  Reading learningKeys() {
    return new Reading(knownKeys);
  }

  void know(String key) {
    knownKeys.add(pattern(key));
  }

  /// Remembers the line a key stands on, the first where it stands twice.
  void locate(String key, int line) {
    lines.putIfAbsent(key, line);
  }

  Optional<Integer> lineOf(String key) {
    return Optional.ofNullable(lines.get(key));
  }

  void set(String key, String value, String fallback) {
    settings.add(new Setting(key, value, fallback));
  }

  void problem(int line, String key, String text) {
    problems.add(new Problem(line, key, text));
  }

  void unknown(int line, String key) {
    unknownKeys.add(new Problem(line, key, "unknown key"));
  }

  /// Every key that was asked for, items of lists as in `listeners[].name`.
  Set<String> knownKeys() {
    return knownKeys;
  }

  List<Setting> settings() {
    return settings;
  }

  /// All mistakes; keys nobody asked for come with the nearest key that exists.
  List<Problem> problems() {
    List<Problem> all = new ArrayList<>(problems);
    for (Problem unknown : unknownKeys) {
      Optional<String> nearest = NearestKey.to(pattern(unknown.key()), knownKeys);
      String hint = nearest.map(key -> "; did you mean '" + key + "'?").orElse("");
      all.add(new Problem(unknown.line(), unknown.key(), unknown.text() + hint));
    }
    return all;
  }

  private static String pattern(String key) {
    return key.replaceAll("\\[[0-9]+]", "[]");
  }
}
