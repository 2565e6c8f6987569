package org.holdfast.edge;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// An answer: status, headers, body. The server adds `Content-Length` and compresses where the
/// request offered gzip and the body is worth it, unless the reply has `Content-Encoding` or says
/// `Cache-Control: no-transform`. The body's array is shared, not copied.
///
/// @param connectionMayClose whether this is a point where a draining server may close the
///   connection (U8): true but in the middle of a report
/// @param refusal the reason under which the server counts it, where it is a refusal
// An array, because bodies are large and every layer below wants one; replies are not compared.
@SuppressWarnings("ArrayRecordComponent")
public record Reply(
    int status,
    Map<String, String> headers,
    byte[] body,
    boolean connectionMayClose,
    Optional<String> refusal) {

  public Reply {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /// A reply that is no refusal.
  public Reply(int status, Map<String, String> headers, byte[] body, boolean connectionMayClose) {
    this(status, headers, body, connectionMayClose, Optional.empty());
  }

  /// 200 with a JSON body.
  public static Reply json(JsonNode body) {
    return json(200, body);
  }

  public static Reply json(int status, JsonNode body) {
    return json(status, body.toString());
  }

  /// A JSON body that is text already.
  public static Reply json(int status, String body) {
    return new Reply(
        status,
        Map.of("Content-Type", "application/json"),
        body.getBytes(StandardCharsets.UTF_8),
        true);
  }

  public static Reply text(int status, String contentType, String body) {
    return new Reply(
        status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8), true);
  }

  /// Nothing but a status.
  public static Reply empty(int status) {
    return new Reply(status, Map.of(), new byte[0], true);
  }

  /// The same reply with one header set.
  public Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, body, connectionMayClose, refusal);
  }

  /// The same reply, marked as standing in the middle of a report.
  public Reply keepingConnection() {
    return new Reply(status, headers, body, false, refusal);
  }

  /// The same reply, to be counted as a refusal for this reason.
  Reply refusing(String reason) {
    return new Reply(status, headers, body, connectionMayClose, Optional.of(reason));
  }
}
