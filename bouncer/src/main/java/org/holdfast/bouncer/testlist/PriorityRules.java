package org.holdfast.bouncer.testlist;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.holdfast.edge.watch.BoundedFile;
import org.holdfast.edge.watch.UnusableFileException;
import org.holdfast.edge.watch.WatchedFiles.Found;
import org.holdfast.model.yaml.BoundedYaml;
import org.holdfast.model.yaml.UnreadableYamlException;
import tools.jackson.databind.JsonNode;

/// Reads the file of prioritisation rules:
///
/// ```yaml
/// rules:
///   - {category: NEWS, priority: 100}
///   - {category: HUMR, country: IT, priority: 50}
///   - {domain: www.example.org, priority: -200}
/// ```
///
/// Of `category`, `country`, `domain` and `url` each may be left out or `*`. A file with one rule
/// that cannot be read is not used at all: half of a set of rules means something else.
public final class PriorityRules {
  /// The most rules there may be.
  static final int MAX_RULES = 5_000;

  private static final int MAX_PRIORITY = 1_000_000;
  private static final Set<String> MEMBERS =
      Set.of("category", "country", "domain", "url", "priority", "comment");
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final Pattern CATEGORY = Pattern.compile("[A-Z]{2,8}");

  private PriorityRules() {}

  /// Reads the file, for [org.holdfast.edge.watch.WatchedFiles].
  public static Found<List<PriorityRule>> read(Path file, List<PriorityRule> previous)
      throws IOException, UnusableFileException {
    return Found.sound(parse(BoundedFile.read(file, BoundedYaml.MAX_BYTES)));
  }

  /// @throws UnusableFileException naming the rule that is none
  static List<PriorityRule> parse(byte[] yaml) throws UnusableFileException {
    JsonNode rules;
    try {
      rules = BoundedYaml.read(yaml).path("rules");
    } catch (UnreadableYamlException e) {
      throw new UnusableFileException("is not YAML: " + e.getMessage());
    }
    if (!rules.isArray() || rules.size() > MAX_RULES) {
      throw new UnusableFileException("has no list 'rules' of at most " + MAX_RULES);
    }
    List<PriorityRule> parsed = new ArrayList<>();
    for (JsonNode rule : rules) {
      parsed.add(
          rule(rule)
              .orElseThrow(
                  () -> new UnusableFileException("rule " + (parsed.size() + 1) + " is none")));
    }
    return List.copyOf(parsed);
  }

  private static Optional<PriorityRule> rule(JsonNode rule) {
    Optional<String> category = part(rule, "category").map(t -> t.toUpperCase(Locale.ROOT));
    Optional<String> country = part(rule, "country").map(t -> t.toUpperCase(Locale.ROOT));
    String priority = rule.path("priority").asString("");
    boolean isRule =
        rule.isObject()
            && MEMBERS.containsAll(rule.propertyNames())
            && rule.valueStream().noneMatch(JsonNode::isContainer)
            && category.map(t -> CATEGORY.matcher(t).matches()).orElse(true)
            && country.map(t -> COUNTRY.matcher(t).matches()).orElse(true)
            && priority.matches("[+-]?[0-9]{1,7}")
            && Math.abs(Integer.parseInt(priority)) <= MAX_PRIORITY;
    return isRule
        ? Optional.of(
            new PriorityRule(
                category,
                country,
                part(rule, "domain").map(t -> t.toLowerCase(Locale.ROOT)),
                part(rule, "url"),
                Integer.parseInt(priority)))
        : Optional.empty();
  }

  private static Optional<String> part(JsonNode rule, String member) {
    return Optional.of(rule.path(member).asString(""))
        .map(String::strip)
        .filter(text -> !text.isEmpty() && !text.equals("*"));
  }
}
