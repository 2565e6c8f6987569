package org.holdfast.collector.credential;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.holdfast.credentials.submission.SubmissionPolicy;
import org.holdfast.edge.watch.BoundedFile;
import org.holdfast.edge.watch.UnusableFileException;
import org.holdfast.edge.watch.WatchedFiles.Found;
import org.holdfast.model.yaml.BoundedYaml;
import org.holdfast.model.yaml.UnreadableYamlException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What is asked of whom, in order; the first entry that matches decides, and the last matches
/// everybody (probe-services §4.1, P58, P60).
///
/// The file has the shape of the manifest's `submission_policy`, as YAML:
///
/// ```text
/// - match: {probe_cc: IT, probe_asn: AS30722}
///   policy: {age: [2461110, 2461475], min_measurement_count: 10}
/// - match: {probe_cc: "*", probe_asn: "*"}
///   policy: {age: [2461110, 2826140], min_measurement_count: 0}
/// ```
public record SubmissionPolicies(List<PolicyEntry> entries) {
  /// The most entries there may be: the whole list is served to everybody.
  public static final int ENTRIES_MAX = 1_000;

  /// Everybody who registered since 2026-03-10, whatever the count.
  public static final SubmissionPolicies DEFAULT =
      new SubmissionPolicies(
          List.of(
              new PolicyEntry(
                  PolicyEntry.ANY,
                  PolicyEntry.ANY,
                  new SubmissionPolicy(2_461_110, 2_826_140, 0))));

  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}|\\*");
  private static final Pattern NETWORK = Pattern.compile("AS[1-9][0-9]{0,9}|\\*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
  private static final long NUMBER_MAX = 0xffffffffL;

  public SubmissionPolicies {
    entries = List.copyOf(entries);
    if (entries.isEmpty() || !entries.getLast().isCatchAll()) {
      throw new IllegalArgumentException("the last entry matches everybody");
    }
  }

  /// What is asked of a probe in this network.
  public SubmissionPolicy of(String probeCc, String probeAsn) {
    return entries.stream()
        .filter(entry -> entry.matches(probeCc, probeAsn))
        .findFirst()
        .orElseThrow()
        .policy();
  }

  /// Reads the file, for [org.holdfast.edge.watch.WatchedFiles].
  public static Found<SubmissionPolicies> read(Path file, SubmissionPolicies previous)
      throws IOException, UnusableFileException {
    try {
      return Found.sound(parse(BoundedYaml.read(BoundedFile.read(file, BoundedYaml.MAX_BYTES))));
    } catch (UnreadableYamlException e) {
      throw new UnusableFileException("is not YAML: " + e.getMessage());
    }
  }

  /// Reads the list, whether it stood in YAML or in a manifest.
  ///
  /// @throws UnusableFileException if an entry cannot be used, or nobody could meet it; says which
  static SubmissionPolicies parse(JsonNode list) throws UnusableFileException {
    if (!list.isArray() || list.isEmpty() || list.size() > ENTRIES_MAX) {
      throw new UnusableFileException("is not a list of 1 to " + ENTRIES_MAX + " entries");
    }
    List<PolicyEntry> entries = new ArrayList<>();
    for (JsonNode entry : list) {
      entries.add(entry(entry, "entry " + (entries.size() + 1)));
    }
    if (!entries.getLast().isCatchAll()) {
      throw new UnusableFileException(
          "entry " + entries.size() + ", the last, does not match probe_cc \"*\", probe_asn \"*\"");
    }
    return new SubmissionPolicies(entries);
  }

  private static PolicyEntry entry(JsonNode entry, String where) throws UnusableFileException {
    JsonNode match = entry.path("match");
    JsonNode policy = entry.path("policy");
    JsonNode age = policy.path("age");
    if (!age.isArray() || age.size() != 2) {
      throw new UnusableFileException(where + ": policy.age is not a list of two days");
    }
    SubmissionPolicy read =
        new SubmissionPolicy(
            number(age.path(0), where + ": policy.age"),
            number(age.path(1), where + ": policy.age"),
            number(policy.path("min_measurement_count"), where + ": policy.min_measurement_count"));
    if (read.ages().isEmpty()) {
      throw new UnusableFileException(
          where + ": policy.age holds fewer than two days; the second is the day after the last");
    }
    if (read.counts().isEmpty()) {
      throw new UnusableFileException(where + ": policy.min_measurement_count is more than any");
    }
    return new PolicyEntry(
        word(match.path("probe_cc"), COUNTRY, where + ": match.probe_cc is not as \"IT\" or \"*\""),
        word(
            match.path("probe_asn"),
            NETWORK,
            where + ": match.probe_asn is not as \"AS1\" or \"*\""),
        read);
  }

  private static String word(JsonNode node, Pattern pattern, String complaint)
      throws UnusableFileException {
    String text = node.isString() ? node.stringValue() : "";
    if (!pattern.matcher(text).matches()) {
      throw new UnusableFileException(complaint);
    }
    return text;
  }

  private static long number(JsonNode node, String where) throws UnusableFileException {
    String text = node.isString() ? node.stringValue() : node.toString();
    long number = NUMBER.matcher(text).matches() ? Long.parseLong(text) : NUMBER_MAX + 1;
    if (number > NUMBER_MAX) {
      throw new UnusableFileException(where + " is not a whole number of 32 bits");
    }
    return number;
  }

  /// As it stands in a manifest.
  ArrayNode toJson() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (PolicyEntry entry : entries) {
      ObjectNode object = list.addObject();
      ObjectNode policy = object.putObject("policy");
      policy.putArray("age").add(entry.policy().ageFrom()).add(entry.policy().ageTo());
      policy.put("min_measurement_count", entry.policy().minimumCount());
      object.putObject("match").put("probe_cc", entry.cc()).put("probe_asn", entry.asn());
    }
    return list;
  }
}
