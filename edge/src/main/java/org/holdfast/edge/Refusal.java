package org.holdfast.edge;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Why a request is refused, and all a client and an operator learn of it. The body is always a
/// JSON object with a top-level `error` and a `detail` (ruling U6). Worded when it is first sent,
/// once: one refusal may answer thousands. Thread-safe.
public final class Refusal {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final int status;
  private final JsonNode error;
  private final JsonNode detail;
  private final String reason;
  private final Optional<Duration> retryAfter;

  /// Written by several threads, all of them the same.
  private volatile @Nullable Reply reply;

  /// @param status the HTTP status
  /// @param error the `error` member: a short text, or for framework refusals on oonib's paths the
  ///   status as an integer (L1 to L4, L63)
  /// @param detail the `detail` member: a text for people, or the structure a newer client expects
  /// @param reason the metric label: kebab-case, from a small fixed set
  /// @param retryAfter for 503 and 429: when to come back
  public Refusal(
      int status, JsonNode error, JsonNode detail, String reason, Optional<Duration> retryAfter) {
    this.status = status;
    this.error = error;
    this.detail = detail;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

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

  /// The HTTP status.
  public int status() {
    return status;
  }

  /// The `error` member.
  public JsonNode error() {
    return error;
  }

  /// The `detail` member.
  public JsonNode detail() {
    return detail;
  }

  /// The metric label.
  public String reason() {
    return reason;
  }

  /// When to come back.
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /// The answer that says so. The server counts it when it sends it.
  public Reply toReply() {
    Reply known = reply;
    if (known == null) {
      known = worded();
      reply = known;
    }
    return known;
  }

  private Reply worded() {
    var body = JSON.objectNode();
    body.set("error", error);
    body.set("detail", detail);
    Reply worded = Reply.json(status, body).refusing(reason);
    return retryAfter
        .map(d -> worded.with("Retry-After", Long.toString(Math.max(1, d.toSeconds()))))
        .orElse(worded);
  }
}
