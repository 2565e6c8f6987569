package org.holdfast.model.yaml;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.model.yaml.LegacyYaml.Entry;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.Construct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/// Reads the text of one YAML document.
final class YamlDocument {
  /// Longer ones stay text: nobody needs their value, and computing it takes quadratic time.
  private static final int MAX_NUMBER_CHARS = 100;

  private static final int MAX_PROBLEM_CHARS = 160;

  private static final String NOT_WITHIN_BOUNDS = "not YAML within the bounds";

  /// What ooniprobe 1.3 wrote between two markers when a nettest had failed. It may well be valid
  /// YAML.
  private static final String TRACEBACK = "Traceback (most recent call last)";

  private YamlDocument() {}

  /// @return empty for a document without content
  static Optional<Entry> read(String text) {
    try {
      Object value = load(text);
      if (value == null) {
        return Optional.empty();
      }
      if (!(value instanceof Map<?, ?>)) {
        return Optional.of(new Entry.Broken(text, "not a mapping"));
      }
      Map<String, @Nullable Object> members = new PlainValues(text.length()).mapping(value);
      return Optional.of(
          members.containsKey(TRACEBACK)
              ? new Entry.Broken(text, "a traceback")
              : new Entry.Mapping(members));
    } catch (RefusedYamlException e) {
      return Optional.of(new Entry.Broken(text, e.problem()));
    } catch (MarkedYAMLException e) {
      return Optional.of(new Entry.Broken(text, problem(e)));
    } catch (RuntimeException e) {
      // Among them class casts and number formats, which the library lets through.
      return Optional.of(new Entry.Broken(text, NOT_WITHIN_BOUNDS));
    }
  }

  private static @Nullable Object load(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(LegacyYaml.MAX_ALIASES);
    options.setNestingDepthLimit(LegacyYaml.MAX_DEPTH);
    options.setCodePointLimit(LegacyYaml.MAX_ENTRY_CHARS);
    options.setAllowDuplicateKeys(true);
    options.setWarnOnDuplicateKeys(false);
    options.setAllowRecursiveKeys(false);
    PlainConstructor constructor = new PlainConstructor(options);
    BoundedParser parser =
        new BoundedParser(
            new ParserImpl(new StreamReader(text), options), 2 * LegacyYaml.MAX_NODES);
    constructor.setComposer(new Composer(parser, new Resolver(), options));
    return constructor.getSingleData(Object.class);
  }

  /// The library's message would repeat lines of the input; its problem names at most a tag or an
  /// anchor.
  private static String problem(MarkedYAMLException e) {
    String problem = Objects.requireNonNullElse(e.getProblem(), NOT_WITHIN_BOUNDS);
    String cut = problem.substring(0, Math.min(problem.length(), MAX_PROBLEM_CHARS));
    return e.getProblemMark() == null
        ? cut
        : cut + " in line " + (e.getProblemMark().getLine() + 1);
  }

  /// Constructs nothing but YAML's own types, and of those no dates.
  private static final class PlainConstructor extends SafeConstructor {
    PlainConstructor(LoaderOptions options) {
      super(options);
      yamlConstructors.put(Tag.TIMESTAMP, new ConstructYamlStr());
      yamlConstructors.put(Tag.INT, new BoundedNumber(new ConstructYamlInt()));
      yamlConstructors.put(Tag.FLOAT, new BoundedNumber(new ConstructYamlFloat()));
    }

    private static final class BoundedNumber extends AbstractConstruct {
      private final Construct number;

      BoundedNumber(Construct number) {
        this.number = number;
      }

      @Override
      public Object construct(Node node) {
        String text = ((ScalarNode) node).getValue();
        return text.length() > MAX_NUMBER_CHARS ? text : number.construct(node);
      }
    }
  }
}
