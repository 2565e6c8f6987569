package org.holdfast.testkit.traffic;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.model.Sha256;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a JSON document says, whatever its spelling: a digest over its members in order of their
/// names, with numbers by value, without what the server or the sending may change (`report_id`,
/// `probe_id`, `probe_ip`). Written apart from the server's own fingerprint on purpose: a fault
/// there must not hide itself here.
///
/// Numbers count by their value as a double, since readers of the published data hold them so.
public record Sense(Sha256 digest) {
  private static final Set<String> CHANGEABLE = Set.of("report_id", "probe_id", "probe_ip");
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNestingDepth(2_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// The sense of a JSON document.
  ///
  /// @throws IllegalArgumentException if it is no JSON
  public static Sense of(byte[] document) {
    try {
      return of(JSON.readTree(document));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a JSON document", e);
    }
  }

  /// The sense of a JSON document that is parsed already.
  public static Sense of(JsonNode document) {
    MessageDigest digest = Sha256.newDigest();
    add(digest, document, CHANGEABLE);
    return new Sense(Sha256.fromBytes(digest.digest()));
  }

  /// The sense of text that is not JSON, as a YAML entry: its very characters.
  public static Sense ofText(String text) {
    MessageDigest digest = Sha256.newDigest();
    text(digest, 't', text);
    return new Sense(Sha256.fromBytes(digest.digest()));
  }

  private static void add(MessageDigest digest, JsonNode node, Set<String> without) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, JsonNode> sorted = new TreeMap<>();
        node.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
        sorted.keySet().removeAll(without);
        digest.update((byte) '{');
        sorted.forEach(
            (name, value) -> {
              text(digest, 'k', name);
              add(digest, value, Set.of());
            });
        digest.update((byte) '}');
      }
      case ARRAY -> {
        digest.update((byte) '[');
        node.forEach(item -> add(digest, item, Set.of()));
        digest.update((byte) ']');
      }
      case STRING -> text(digest, 's', node.asString());
      case NUMBER -> text(digest, 'n', number(node));
      case BOOLEAN, NULL, BINARY, POJO, MISSING -> text(digest, 'l', node.toString());
    }
  }

  private static String number(JsonNode node) {
    double value = node.doubleValue();
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }

  private static void text(MessageDigest digest, char kind, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((kind + Integer.toString(bytes.length) + ':').getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }
}
