package org.holdfast.bouncer.oonib;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.Collector;
import org.holdfast.bouncer.directory.CollectorPolicy;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.edge.watch.BoundedFile;
import org.holdfast.edge.watch.UnusableFileException;
import org.holdfast.edge.watch.WatchedFiles.Found;
import org.holdfast.model.yaml.BoundedYaml;
import org.holdfast.model.yaml.UnreadableYamlException;
import tools.jackson.databind.JsonNode;

/// Reads oonib's `bouncer.yaml` (legacy contract §2.2). Missing parts are empty; entries without a
/// type we know or without an address are passed over, as no client could use them; a null `front`
/// is none. A file that is no mapping of collectors is not used.
public final class BouncerFile {
  /// The most collectors a file may name.
  static final int MAX_COLLECTORS = 5_000;

  private BouncerFile() {}

  /// Reads the file, for [org.holdfast.edge.watch.WatchedFiles].
  public static Found<Optional<FleetSnapshot>> read(Path file, Optional<FleetSnapshot> previous)
      throws IOException, UnusableFileException {
    return Found.sound(Optional.of(parse(BoundedFile.read(file, BoundedYaml.MAX_BYTES))));
  }

  /// @throws UnusableFileException if it is no bouncer file
  static FleetSnapshot parse(byte[] yaml) throws UnusableFileException {
    JsonNode collectors;
    try {
      collectors = BoundedYaml.read(yaml).path("collector");
    } catch (UnreadableYamlException e) {
      throw new UnusableFileException("is not YAML: " + e.getMessage());
    }
    if (!collectors.isObject()) {
      throw new UnusableFileException("has no mapping 'collector'");
    }
    if (collectors.size() > MAX_COLLECTORS) {
      throw new UnusableFileException("has more than " + MAX_COLLECTORS + " collectors");
    }
    List<Collector> parsed = new ArrayList<>();
    for (Map.Entry<String, JsonNode> collector : collectors.properties()) {
      if (!collector.getKey().isBlank()) {
        parsed.add(collector(collector.getKey(), collector.getValue()));
      }
    }
    return new FleetSnapshot(parsed);
  }

  private static Collector collector(String primary, JsonNode entry) {
    return new Collector(
        TypedAddress.of(primary),
        addresses(entry.path("collector-alternate")),
        testHelpers(entry),
        policy(entry.path("policy")));
  }

  private static Map<String, List<TypedAddress>> testHelpers(JsonNode entry) {
    Map<String, List<TypedAddress>> helpers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> helper : entry.path("test-helper").properties()) {
      text(helper.getValue())
          .ifPresent(
              address ->
                  at(helpers, helper.getKey()).add(new TypedAddress(AddressType.LEGACY, address)));
    }
    for (Map.Entry<String, JsonNode> helper : entry.path("test-helper-alternate").properties()) {
      at(helpers, helper.getKey()).addAll(addresses(helper.getValue()));
    }
    return helpers;
  }

  private static List<TypedAddress> at(Map<String, List<TypedAddress>> helpers, String name) {
    return helpers.computeIfAbsent(name, n -> new ArrayList<>());
  }

  private static List<TypedAddress> addresses(JsonNode entries) {
    List<TypedAddress> addresses = new ArrayList<>();
    if (entries.isArray()) {
      entries.forEach(entry -> address(entry).ifPresent(addresses::add));
    }
    return addresses;
  }

  private static Optional<TypedAddress> address(JsonNode entry) {
    Optional<AddressType> type =
        text(entry.path("type"))
            .flatMap(
                word ->
                    Arrays.stream(AddressType.values())
                        .filter(known -> known.word().equals(word))
                        .findFirst());
    Optional<String> address = text(entry.path("address"));
    if (type.isEmpty() || address.isEmpty()) {
      return Optional.empty();
    }
    if (type.get() != AddressType.CLOUDFRONT) {
      return Optional.of(new TypedAddress(type.get(), address.get()));
    }
    return text(entry.path("front"))
        .map(front -> new TypedAddress(type.get(), address.get(), Optional.of(front)));
  }

  private static Optional<CollectorPolicy> policy(JsonNode policy) {
    return policy.isObject()
        ? Optional.of(
            new CollectorPolicy(
                texts(policy.path("nettest"), "name"), texts(policy.path("input"), "id")))
        : Optional.empty();
  }

  private static Set<String> texts(JsonNode entries, String member) {
    Set<String> texts = new LinkedHashSet<>();
    if (entries.isArray()) {
      entries.forEach(entry -> text(entry.path(member)).ifPresent(texts::add));
    }
    return texts;
  }

  private static Optional<String> text(JsonNode node) {
    return node.isString()
        ? Optional.of(node.asString()).filter(t -> !t.isBlank())
        : Optional.empty();
  }
}
