package org.holdfast.app.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/// Reads `holdfast.yaml`: all of it or not at all, with every mistake at once. Files and addresses
/// it names are checked too; nothing is opened, created or bound.
public final class ConfigFile {
  /// The longest file that is read, in bytes.
  public static final int LENGTH_MAX = 1 << 20;

  private static final int ALIASES_MAX = 20;
  private static final int DEPTH_MAX = 20;

  /// A configuration together with where each value came from.
  ///
  /// @param settings in the order of the schema, for showing
  public record Loaded(HoldfastConfig config, List<Setting> settings) {
    public Loaded {
      settings = List.copyOf(settings);
    }
  }

  private ConfigFile() {}

  /// Reads a file.
  ///
  /// @throws ConfigException with all its mistakes, an unreadable file among them
  public static Loaded read(Path file) throws ConfigException {
    return parse(file.toString(), contentOf(file));
  }

  /// What holds without a file.
  public static Loaded defaults() {
    try {
      return parse("(defaults)", "");
    } catch (ConfigException e) {
      throw new IllegalStateException("the defaults are valid", e);
    }
  }

  /// Reads the text of a file that messages call `source`.
  public static Loaded parse(String source, String text) throws ConfigException {
    Reading reading = new Reading();
    HoldfastConfig config = Section.readRoot(reading, tree(source, text), HoldfastConfig::read);
    List<Problem> problems = reading.problems();
    if (!problems.isEmpty()) {
      throw new ConfigException(source, problems);
    }
    return new Loaded(config, reading.settings());
  }

  /// Every key there is, items of lists as in `listeners[].name`.
  public static Set<String> keys() {
    Reading reading = new Reading();
    var _ = Section.readRoot(reading, Optional.empty(), HoldfastConfig::read);
    return new TreeSet<>(reading.knownKeys());
  }

  private static Optional<Node> tree(String source, String text) throws ConfigException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LENGTH_MAX);
    options.setMaxAliasesForCollections(ALIASES_MAX);
    options.setNestingDepthLimit(DEPTH_MAX);
    try {
      return Optional.ofNullable(new Yaml(options).compose(new StringReader(text)));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw unreadable(source, line, "is not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw unreadable(source, 0, "is not YAML we read: " + e.getMessage());
    }
  }

  private static String contentOf(Path file) throws ConfigException {
    String source = file.toString();
    try {
      if (Files.size(file) > LENGTH_MAX) {
        throw unreadable(source, 0, "is longer than " + new ByteSize(LENGTH_MAX));
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (NoSuchFileException e) {
      throw unreadable(source, 0, "does not exist");
    } catch (CharacterCodingException e) {
      throw unreadable(source, 0, "is not UTF-8");
    } catch (IOException e) {
      throw unreadable(source, 0, "cannot be read: " + e.getMessage());
    }
  }

  private static ConfigException unreadable(String source, int line, String text) {
    return new ConfigException(source, List.of(new Problem(line, "(file)", text)));
  }
}
