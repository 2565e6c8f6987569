package org.holdfast.model.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads a file an operator keeps as YAML within fixed bounds. Every scalar is its text as written,
/// since versions and dates must not become numbers on the way; only a null is a null.
public final class BoundedYaml {
  /// The longest file that is read.
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_NODES = 200_000;
  private static final int MAX_DEPTH = 50;
  private static final int MAX_ALIASES = 50;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private int nodesLeft = MAX_NODES;

  private BoundedYaml() {}

  /// The one document of a file; an empty file is null.
  ///
  /// @throws UnreadableYamlException if it is not UTF-8, not one YAML document, has a key twice, or
  ///   exceeds a bound
  public static JsonNode read(byte[] bytes) throws UnreadableYamlException {
    if (bytes.length > MAX_BYTES) {
      throw new UnreadableYamlException("longer than " + MAX_BYTES + " bytes");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      Node root = compose(text);
      return root == null ? JSON.nullNode() : new BoundedYaml().plain(root, 0);
    } catch (CharacterCodingException e) {
      throw new UnreadableYamlException("not UTF-8");
    } catch (RefusedYamlException e) {
      throw new UnreadableYamlException(e.problem());
    } catch (MarkedYAMLException e) {
      String line =
          e.getProblemMark() == null ? "" : " in line " + (e.getProblemMark().getLine() + 1);
      throw new UnreadableYamlException(
          Objects.requireNonNullElse(e.getProblem(), "not YAML") + line);
    } catch (RuntimeException e) {
      // The library lets others through, class casts among them.
      throw new UnreadableYamlException("not YAML within the bounds");
    }
  }

  private static @Nullable Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_BYTES);
    BoundedParser parser =
        new BoundedParser(new ParserImpl(new StreamReader(text), options), 2 * MAX_NODES);
    return new Composer(parser, new Resolver(), options).getSingleNode();
  }

  /// Follows aliases, so that a few lines may stand for very much: hence the budget.
  private JsonNode plain(Node node, int depth) {
    if (--nodesLeft < 0) {
      throw new RefusedYamlException("more nodes than are read");
    }
    if (depth > MAX_DEPTH) {
      throw new RefusedYamlException("nested deeper than " + MAX_DEPTH + " levels");
    }
    return switch (node) {
      case MappingNode mapping -> object(mapping, depth);
      case SequenceNode sequence -> {
        ArrayNode list = JSON.arrayNode();
        sequence.getValue().forEach(item -> list.add(plain(item, depth + 1)));
        yield list;
      }
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> JSON.nullNode();
      case ScalarNode scalar -> JSON.stringNode(scalar.getValue());
      default -> throw new RefusedYamlException("a value of unknown type");
    };
  }

  private ObjectNode object(MappingNode mapping, int depth) {
    ObjectNode object = JSON.objectNode();
    for (NodeTuple member : mapping.getValue()) {
      if (!(member.getKeyNode() instanceof ScalarNode key)) {
        throw new RefusedYamlException("a key that is not plain text");
      }
      if (object.has(key.getValue())) {
        int line = key.getStartMark().getLine() + 1;
        throw new RefusedYamlException("a key stands twice, in line " + line);
      }
      object.set(key.getValue(), plain(member.getValueNode(), depth + 1));
    }
    return object;
  }
}
