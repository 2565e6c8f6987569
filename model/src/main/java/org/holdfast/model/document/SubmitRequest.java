package org.holdfast.model.document;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.model.json.JsonStringBytes;
import org.holdfast.model.json.StrictJsonReader;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.core.JsonToken;

/// The body of `POST /api/v1/submit_measurement` (probe-services §1.4): `format` and `content`, the
/// document serialised as a string, and four optional credential members.
///
/// @param nym base64 of the probe id that is claimed; never stored unless proven (P49)
/// @param zkpRequest base64 of the proof; never stored
/// @param content the decoded text of `content` as UTF-8, exactly what a proof is bound to (P61)
/// @param credentialMembers which of `nym`, `zkp_request`, `manifest_version`, `protocol_version`
///   are present and not null
/// @param missing required members that are absent or null
/// @param mistyped members present with another type than string
public record SubmitRequest(
    Optional<String> format,
    Optional<byte[]> content,
    Optional<String> manifestVersion,
    Optional<String> protocolVersion,
    Optional<String> nym,
    Optional<String> zkpRequest,
    Set<String> credentialMembers,
    Set<String> missing,
    Set<String> mistyped) {

  private static final Set<String> REQUIRED_MEMBERS = Set.of("format", "content");
  private static final Set<String> CREDENTIAL_MEMBERS =
      Set.of("nym", "zkp_request", "manifest_version", "protocol_version");
  private static final Set<String> MEMBERS =
      Set.of("format", "content", "nym", "zkp_request", "manifest_version", "protocol_version");

  public SubmitRequest {
    credentialMembers = Set.copyOf(credentialMembers);
    missing = Set.copyOf(missing);
    mistyped = Set.copyOf(mistyped);
  }

  /// Reads a whole request body in one pass. The document inside `content` is not looked at.
  ///
  /// @throws UnreadableJsonException if it is not exactly one JSON object, gives a member twice
  ///   that is read here, or `content` holds half a surrogate pair
  public static SubmitRequest scan(byte[] body) throws UnreadableJsonException {
    Map<String, String> texts = new HashMap<>();
    Set<String> seen = new HashSet<>();
    Set<String> mistyped = new HashSet<>();
    Set<String> nulls = new HashSet<>();
    int contentStart = -1;
    int contentLimit = -1;
    try (var reader = StrictJsonReader.open(body, 0, body.length)) {
      reader.beginObject();
      for (JsonToken token = reader.next(); true; token = reader.next()) {
        if (contentStart >= 0 && contentLimit < 0) {
          contentLimit = reader.tokenStart();
        }
        if (token == JsonToken.END_OBJECT) {
          break;
        }
        String name = reader.name();
        if (!MEMBERS.contains(name)) {
          reader.next();
          reader.skipChildren();
          continue;
        }
        if (!seen.add(name)) {
          throw new UnreadableJsonException(
              "member " + name + " stands twice", reader.tokenStart());
        }
        JsonToken value = reader.next();
        if (value == JsonToken.VALUE_NULL) {
          nulls.add(name);
        } else if (value != JsonToken.VALUE_STRING) {
          mistyped.add(name);
          reader.skipChildren();
        } else if (name.equals("content")) {
          contentStart = reader.tokenStart();
        } else {
          texts.put(name, reader.text());
        }
      }
      reader.end();
    }
    seen.removeAll(nulls);
    return new SubmitRequest(
        Optional.ofNullable(texts.get("format")),
        contentStart < 0
            ? Optional.empty()
            : Optional.of(JsonStringBytes.decode(body, contentStart, contentLimit)),
        Optional.ofNullable(texts.get("manifest_version")),
        Optional.ofNullable(texts.get("protocol_version")),
        Optional.ofNullable(texts.get("nym")),
        Optional.ofNullable(texts.get("zkp_request")),
        both(CREDENTIAL_MEMBERS, seen),
        without(REQUIRED_MEMBERS, seen),
        mistyped);
  }

  /// Says nothing of what was sent: it may tell who sent it.
  @Override
  public String toString() {
    return "SubmitRequest[hidden]";
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    Set<String> result = new HashSet<>(some);
    result.retainAll(others);
    return result;
  }

  private static Set<String> without(Set<String> some, Set<String> others) {
    Set<String> result = new HashSet<>(some);
    result.removeAll(others);
    return result;
  }
}
