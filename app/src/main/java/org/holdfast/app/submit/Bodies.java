package org.holdfast.app.submit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The request bodies probes send.
final class Bodies {
  private Bodies() {}

  /// Of `POST /api/v1/submit_measurement`; empty if the document is not UTF-8, which no JSON string
  /// can carry.
  static Optional<byte[]> submit(byte[] document) {
    return text("{\"format\":\"json\",\"content\":\"", document);
  }

  /// Of `POST /report/{id}` with a JSON object as it stands.
  static byte[] appendJson(byte[] document) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(document.length + 40);
    body.writeBytes("{\"format\":\"json\",\"content\":".getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(document);
    body.write('}');
    return body.toByteArray();
  }

  /// Of `POST /report/{id}` with a YAML document as it stands; empty if it is not UTF-8.
  static Optional<byte[]> appendYaml(byte[] document) {
    return text("{\"format\":\"yaml\",\"content\":\"", document);
  }

  /// Of `POST /report`.
  ///
  /// @param header what is known of the report; a YAML report's header itself goes into `content`
  static byte[] open(Map<String, String> header, String format, Optional<String> content) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    header.forEach(body::put);
    body.put("format", format);
    content.ifPresent(text -> body.put("content", text));
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<byte[]> text(String before, byte[] content) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    ByteArrayOutputStream body = new ByteArrayOutputStream(quoted.length + 40);
    body.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(quoted);
    body.write('"');
    body.write('}');
    return Optional.of(body.toByteArray());
  }
}
