package org.holdfast.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// One mapping of the file, from which a record reads its components key by key. Mistakes are noted
/// and a usable value answered, so that one pass finds all of them. A section that is absent in the
/// file is read like an empty one.
final class Section {
  private static final int VALUE_SHOWN_MAX = 60;

  private final Reading reading;
  private final String path;
  private final int line;
  private final Map<String, Node> members = new LinkedHashMap<>();

  private Section(Reading reading, String path, int line) {
    this.reading = reading;
    this.path = path;
    this.line = line;
  }

  /// Reads the whole tree with `reader`; `root` is empty for an empty file.
  static <T> T readRoot(Reading reading, Optional<Node> root, Function<Section, T> reader) {
    return read(reading, "", root, 1, reader);
  }

  private static <T> T read(
      Reading reading, String path, Optional<Node> node, int line, Function<Section, T> reader) {
    node.ifPresent(n -> reading.locate(path, lineOf(n)));
    Section section = new Section(reading, path, reading.lineOf(path).orElse(line));
    node.filter(n -> !isNull(n)).ifPresent(section::take);
    T value = reader.apply(section);
    section.members.forEach((key, member) -> section.reportUnknown(section.full(key), member));
    return value;
  }

  private void take(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      reading.problem(line, path.isEmpty() ? "(file)" : path, "is not a mapping of keys to values");
      return;
    }
    for (NodeTuple member : mapping.getValue()) {
      int at = lineOf(member.getKeyNode());
      if (!(member.getKeyNode() instanceof ScalarNode key)) {
        reading.problem(at, path.isEmpty() ? "(file)" : path, "a key is not plain text");
      } else if (members.putIfAbsent(key.getValue(), member.getValueNode()) == null) {
        reading.locate(full(key.getValue()), at);
      } else {
        int first = reading.lineOf(full(key.getValue())).orElse(line);
        reading.problem(at, full(key.getValue()), "stands twice, first on line " + first);
      }
    }
  }

  /// Whether the file says something about a key; to be asked before the key is read.
  boolean has(String key) {
    return members.containsKey(key);
  }

  /// The value of a key, or `fallback` where the file does not say.
  <T> T value(String key, Kind<T> kind, T fallback) {
    return value(key, kind, fallback, fallback);
  }

  /// Likewise; `standIn` is answered where the file has a value that is none, so that rules about
  /// several values do not trip over a default nobody asked for.
  <T> T value(String key, Kind<T> kind, T fallback, T standIn) {
    Optional<Node> node = ask(key);
    T value = node.map(n -> scalar(full(key), n, kind).orElse(standIn)).orElse(fallback);
    reading.set(full(key), kind.render(value), kind.render(fallback));
    return value;
  }

  /// The value of a key that may be left out and has no default.
  <T> Optional<T> optional(String key, Kind<T> kind) {
    Optional<T> value = ask(key).flatMap(n -> scalar(full(key), n, kind));
    reading.set(full(key), value.map(kind::render).orElse(""), "");
    return value;
  }

  /// The value of a key that must be given; `standIn` lets reading go on without it, and `why` says
  /// what needs it.
  <T> T required(String key, Kind<T> kind, T standIn, String why) {
    Optional<Node> node = ask(key);
    if (node.isEmpty()) {
      reading.problem(line, full(key), "is missing; " + why);
    }
    T value = node.flatMap(n -> scalar(full(key), n, kind)).orElse(standIn);
    reading.set(full(key), kind.render(value), "");
    return value;
  }

  /// A list of values, or `fallback` where the file does not say. A single value counts as a list.
  <T> List<T> values(String key, Kind<T> kind, List<T> fallback) {
    Optional<Node> node = ask(key).filter(n -> !isNull(n));
    List<T> values = fallback;
    if (node.isPresent()) {
      List<Node> items = itemsOf(node.get());
      List<T> found = new ArrayList<>();
      items.forEach(item -> scalar(full(key), item, kind).ifPresent(found::add));
      values = found.isEmpty() && !items.isEmpty() ? fallback : List.copyOf(found);
    }
    reading.set(full(key), rendered(values, kind), rendered(fallback, kind));
    return values;
  }

  /// A nested section.
  <T> T section(String key, Function<Section, T> reader) {
    return read(reading, full(key), ask(key), line, reader);
  }

  /// A nested section that means something only if it is there.
  <T> Optional<T> optionalSection(String key, Function<Section, T> reader) {
    Optional<Node> node = ask(key).filter(n -> !isNull(n));
    if (node.isEmpty()) {
      read(reading.learningKeys(), full(key), Optional.empty(), line, reader);
      return Optional.empty();
    }
    return Optional.of(read(reading, full(key), node, line, reader));
  }

  /// A list of sections, or `fallback` where the file does not say.
  <T> List<T> sections(String key, List<T> fallback, Function<Section, T> reader) {
    read(reading.learningKeys(), full(key) + "[]", Optional.empty(), line, reader);
    Optional<Node> node = ask(key).filter(n -> !isNull(n));
    if (node.isEmpty()) {
      reading.set(full(key), fallback.toString(), fallback.toString());
      return fallback;
    }
    if (!(node.get() instanceof SequenceNode sequence)) {
      problem(key, "is not a list; start each item with '- '");
      return fallback;
    }
    List<T> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      String itemPath = full(key) + "[" + items.size() + "]";
      items.add(read(reading, itemPath, Optional.of(item), line, reader));
    }
    return List.copyOf(items);
  }

  /// Notes a mistake that shows only beside other values, at the line of `key`, which may lead into
  /// nested sections, as in `listeners[1].address`.
  void problem(String key, String text) {
    reading.problem(reading.lineOf(full(key)).orElse(line), full(key), text);
  }

  private Optional<Node> ask(String key) {
    reading.know(full(key));
    return Optional.ofNullable(members.remove(key));
  }

  private <T> Optional<T> scalar(String fullKey, Node node, Kind<T> kind) {
    int at = lineOf(node);
    if (!(node instanceof ScalarNode scalar)) {
      String what = node instanceof MappingNode ? "a mapping " : "a list ";
      reading.problem(at, fullKey, what + kind.complaint());
      return Optional.empty();
    }
    if (isNull(node)) {
      reading.problem(at, fullKey, "has no value; give one or leave the key out");
      return Optional.empty();
    }
    Optional<T> value = kind.parse(scalar.getValue());
    if (value.isEmpty()) {
      reading.problem(at, fullKey, "'" + shown(scalar.getValue()) + "' " + kind.complaint());
    }
    return value;
  }

  /// Reports an unknown mapping by its leaves, as each of them may have been meant for another key.
  private void reportUnknown(String fullKey, Node node) {
    int at = reading.lineOf(fullKey).orElse(line);
    if (node instanceof MappingNode mapping && path.isEmpty() && isFlat(mapping)) {
      for (NodeTuple member : mapping.getValue()) {
        String leaf = ((ScalarNode) member.getKeyNode()).getValue();
        reading.unknown(lineOf(member.getKeyNode()), shown(fullKey + "." + leaf));
      }
    } else {
      reading.unknown(at, shown(fullKey));
    }
  }

  private static boolean isFlat(MappingNode mapping) {
    return !mapping.getValue().isEmpty()
        && mapping.getValue().stream().allMatch(m -> m.getKeyNode() instanceof ScalarNode);
  }

  private static List<Node> itemsOf(Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
  }

  private static <T> String rendered(List<T> values, Kind<T> kind) {
    return values.stream().map(kind::render).toList().toString();
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private String full(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= VALUE_SHOWN_MAX ? plain : plain.substring(0, VALUE_SHOWN_MAX) + "...";
  }
}
