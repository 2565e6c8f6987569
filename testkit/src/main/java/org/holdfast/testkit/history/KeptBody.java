package org.holdfast.testkit.history;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.Sense;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds the measurement in a body as a server keeps it: the whole request of an append, or the
/// document of a single request.
final class KeptBody {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .build();

  private KeptBody() {}

  /// What a kept body says, or empty where nothing can be made of it.
  static Optional<Sense> senseOf(byte[] body) {
    try {
      JsonNode root = JSON.readTree(body);
      JsonNode content = root.path("content");
      if (content.isObject()) {
        return Optional.of(Sense.of(content));
      }
      if (content.isString()) {
        return Optional.of(senseOf(content.asString()));
      }
      return Optional.of(Sense.of(root));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// What a measurement says that a probe sends.
  static Sense senseOf(Measurement measurement) {
    return switch (measurement.format()) {
      case JSON -> Sense.of(measurement.document());
      case YAML -> Sense.ofText(measurement.text());
    };
  }

  private static Sense senseOf(String content) {
    if (content.stripLeading().startsWith("{")) {
      return Sense.of(content.getBytes(StandardCharsets.UTF_8));
    }
    return Sense.ofText(content);
  }
}
