package org.holdfast.testkit.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a server answered, its body after transfer decoding and before content decoding.
@SuppressWarnings("ArrayRecordComponent") // compared as bytes where it matters
public record Answer(int status, String reason, List<Header> headers, byte[] body) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public Answer {
    headers = List.copyOf(headers);
  }

  /// Whether the status is 200 to 299.
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /// The first header of that name, compared without case.
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /// The same answer with a gzip body inflated, for the clients that offered gzip.
  public Answer inflated() throws IOException {
    if (!header("Content-Encoding").map("gzip"::equals).orElse(false)) {
      return this;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new Answer(status, reason, headers, in.readAllBytes());
    }
  }

  /// The body as UTF-8.
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /// The body as JSON; empty where it is not JSON.
  public Optional<JsonNode> json() {
    if (body.length == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(body));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// A top-level member of a JSON body where it is a string.
  public Optional<String> member(String name) {
    return json().map(body -> body.get(name)).filter(JsonNode::isString).map(JsonNode::asString);
  }

  /// Whether the body is a JSON object with a top-level `error`, the failure signal of ooniprobe
  /// 1.5 to 2.3 even where it is null (legacy §0.3, fact 2).
  public boolean hasErrorMember() {
    return json().filter(JsonNode::isObject).map(body -> body.has("error")).orElse(false);
  }

  /// Whether the server said that it closes the connection after this.
  public boolean closesConnection() {
    return header("Connection").map(value -> value.equalsIgnoreCase("close")).orElse(false);
  }

  @Override
  public String toString() {
    String text = text();
    return status + " " + (text.length() > 300 ? text.substring(0, 300) + "…" : text);
  }
}
