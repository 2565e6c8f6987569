package org.holdfast.app.submit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.model.yaml.LegacyYaml;
import org.holdfast.model.yaml.UnreadableYamlException;

/// A report of the legacy protocol that entries go into. It is opened when the first of them has to
/// be sent.
///
/// @param firstEntry the number of the entry it starts with; names it within the file
/// @param clientId the id the entries carry, to tell one report in a file from the next; empty for
///   YAML, where a file is a report
/// @param opening the body that opens it
@SuppressWarnings("ArrayRecordComponent") // Sent once, never compared.
record Report(int firstEntry, String clientId, byte[] opening) {

  /// The report a JSON entry belongs to.
  static Report of(Entry first, DocumentHead head) {
    return new Report(
        first.number(),
        head.reportId().orElse(""),
        Bodies.open(head.members(), "json", Optional.empty()));
  }

  /// The report a YAML header describes.
  ///
  /// @throws UnreadableYamlException if it describes none
  static Report of(Entry header) throws UnreadableYamlException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header.bytes())).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableYamlException("it is not UTF-8");
    }
    Map<String, String> members = new LinkedHashMap<>();
    LegacyYaml.readMapping(text)
        .forEach(
            (name, value) -> {
              boolean plain = value instanceof String || value instanceof Number;
              if (plain && DocumentHead.OPENING.contains(name)) {
                members.put(name, String.valueOf(value));
              }
            });
    return new Report(header.number(), "", Bodies.open(members, "yaml", Optional.of(text)));
  }
}
