package org.holdfast.collector.credential;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.collector.SubmitRefusals;
import org.holdfast.model.json.StrictJsonReader;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.core.JsonToken;

/// A small JSON object of texts, all of them required.
final class CredentialRequest {
  private final Map<String, String> texts;

  private CredentialRequest(Map<String, String> texts) {
    this.texts = texts;
  }

  /// Reads a body; members that are not asked for are passed over.
  ///
  /// @throws org.holdfast.edge.RefusedException 422 naming the members that are absent or no texts
  static CredentialRequest read(byte[] body, List<String> members) {
    Map<String, String> texts = new HashMap<>();
    Set<String> mistyped = new HashSet<>();
    try (var reader = StrictJsonReader.open(body, 0, body.length)) {
      reader.beginObject();
      while (reader.next() != JsonToken.END_OBJECT) {
        String name = reader.name();
        JsonToken value = reader.next();
        if (!members.contains(name) || value == JsonToken.VALUE_NULL) {
          reader.skipChildren();
        } else if (value != JsonToken.VALUE_STRING) {
          mistyped.add(name);
          reader.skipChildren();
        } else {
          texts.put(name, reader.text());
        }
      }
      reader.end();
    } catch (UnreadableJsonException e) {
      throw SubmitRefusals.unreadableRequest(e).asException();
    }
    Set<String> missing = new HashSet<>(members);
    missing.removeAll(texts.keySet());
    missing.removeAll(mistyped);
    if (!missing.isEmpty() || !mistyped.isEmpty()) {
      throw SubmitRefusals.schemaViolation(missing, mistyped).asException();
    }
    return new CredentialRequest(texts);
  }

  String text(String member) {
    return texts.getOrDefault(member, "");
  }

  @Override
  public String toString() {
    return "CredentialRequest[hidden]";
  }
}
