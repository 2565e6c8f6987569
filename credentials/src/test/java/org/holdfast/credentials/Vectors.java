package org.holdfast.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The published test vectors, and how their strings are read.
public final class Vectors {
  /// Primitives, weights, keys and single proofs.
  public static final JsonNode VECTORS = read("vectors.json");

  /// Whole exchanges.
  public static final JsonNode EXCHANGES = read("exchanges.json");

  /// Malformed, forged and mismatching input.
  public static final JsonNode NEGATIVE = read("negative.json");

  private Vectors() {}

  /// All elements of an array.
  public static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /// The bytes of a hexadecimal string, or of an object with a member `hex`.
  public static byte[] bytes(JsonNode node) {
    return HexFormat.of().parseHex((node.isObject() ? node.get("hex") : node).asString());
  }

  /// A point that must be decodable.
  public static RistrettoPoint point(JsonNode node) {
    return RistrettoPoint.decode(bytes(node), 0).orElseThrow();
  }

  /// A scalar, least significant byte first, that must be decodable.
  public static Scalar scalar(JsonNode node) {
    return Scalar.decode(bytes(node), 0).orElseThrow();
  }

  private static JsonNode read(String name) {
    try (InputStream in = Vectors.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name);
      }
      return JsonMapper.shared().readTree(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
