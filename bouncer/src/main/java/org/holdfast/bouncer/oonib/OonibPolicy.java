package org.holdfast.bouncer.oonib;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.edge.watch.BoundedFile;
import org.holdfast.edge.watch.UnusableFileException;
import org.holdfast.edge.watch.WatchedFiles.Found;
import org.holdfast.model.yaml.BoundedYaml;
import org.holdfast.model.yaml.UnreadableYamlException;
import tools.jackson.databind.JsonNode;

/// Which reports a collector opens, as oonib's `policy.yaml` says. An empty list of either kind
/// allows everything of it.
///
/// @param inputs SHA-256 hashes in hexadecimal
/// @param netTests what may be run
public record OonibPolicy(List<String> inputs, List<NetTest> netTests) {
  /// A nettest that may be run; its version is told and compared with nothing.
  public record NetTest(String name, String version) {}

  public OonibPolicy {
    inputs = List.copyOf(inputs);
    netTests = List.copyOf(netTests);
  }

  /// Reads the file, for [org.holdfast.edge.watch.WatchedFiles].
  public static Found<Optional<OonibPolicy>> read(Path file, Optional<OonibPolicy> previous)
      throws IOException, UnusableFileException {
    return Found.sound(Optional.of(parse(BoundedFile.read(file, BoundedYaml.MAX_BYTES))));
  }

  static OonibPolicy parse(byte[] yaml) throws UnusableFileException {
    JsonNode policy;
    try {
      policy = BoundedYaml.read(yaml);
    } catch (UnreadableYamlException e) {
      throw new UnusableFileException("is not YAML: " + e.getMessage());
    }
    if (!policy.isObject()) {
      throw new UnusableFileException("is no mapping with input and nettest");
    }
    List<String> inputs = new ArrayList<>();
    for (JsonNode input : list(policy, "input")) {
      inputs.add(text(input, "id"));
    }
    List<NetTest> netTests = new ArrayList<>();
    for (JsonNode netTest : list(policy, "nettest")) {
      netTests.add(new NetTest(text(netTest, "name"), netTest.path("version").asString("")));
    }
    return new OonibPolicy(inputs, netTests);
  }

  private static JsonNode list(JsonNode policy, String member) throws UnusableFileException {
    JsonNode list = policy.path(member);
    if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
      throw new UnusableFileException("has no list " + member);
    }
    return list;
  }

  private static String text(JsonNode entry, String member) throws UnusableFileException {
    if (!entry.path(member).isString()) {
      throw new UnusableFileException("has an entry without " + member);
    }
    return entry.path(member).asString();
  }
}
