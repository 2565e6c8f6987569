package org.holdfast.edge;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Why a request is refused, and all a client and an operator learn of it. The body is always a
/// JSON object with a top-level `error` and a `detail` (ruling U6).
///
/// @param status the HTTP status
/// @param error the `error` member: a short text, or for framework refusals on oonib's paths the
///   status as an integer (L1 to L4, L63)
/// @param detail the `detail` member: a text for people, or the structure a newer client expects
/// @param reason the metric label: kebab-case, from a small fixed set
/// @param retryAfter for 503 and 429: when to come back
public record Refusal(
    int status, JsonNode error, JsonNode detail, String reason, Optional<Duration> retryAfter) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  public static Refusal of(int status, String error, String detail, String reason) {
    return new Refusal(
        status, JSON.stringNode(error), JSON.stringNode(detail), reason, Optional.empty());
  }

  public static Refusal of(int status, String error, JsonNode detail, String reason) {
    return new Refusal(status, JSON.stringNode(error), detail, reason, Optional.empty());
  }

  /// `{"error":404,"detail":"Not Found"}` and the like, which ooniprobe 1.5 to 2.3 compares as an
  /// integer.
  public static Refusal framework(int status, String detail) {
    return new Refusal(
        status,
        JSON.numberNode(status),
        JSON.stringNode(detail),
        "status-" + status,
        Optional.empty());
  }

  /// 503: nothing was kept, come back later.
  public static Refusal unavailable(String detail, String reason, Duration retryAfter) {
    return new Refusal(
        503,
        JSON.stringNode("unavailable"),
        JSON.stringNode(detail),
        reason,
        Optional.of(retryAfter));
  }

  public RefusedException asException() {
    return new RefusedException(this);
  }

  /// The answer that says so. The server counts it when it sends it.
  public Reply toReply() {
    var body = JSON.objectNode();
    body.set("error", error);
    body.set("detail", detail);
    Reply reply = Reply.json(status, body).refusing(reason);
    return retryAfter
        .map(d -> reply.with("Retry-After", Long.toString(Math.max(1, d.toSeconds()))))
        .orElse(reply);
  }
}
