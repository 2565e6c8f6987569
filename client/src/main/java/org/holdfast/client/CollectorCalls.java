package org.holdfast.client;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.holdfast.client.CollectorTransport.Answer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Requests that are sent again until something certain comes back.
final class CollectorCalls {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<Integer> LATER = Set.of(408, 425, 429, 500, 502, 503, 504);
  private static final int REASON_LENGTH_MAX = 300;

  private final CollectorTransport transport;
  private final Retries retries;

  CollectorCalls(CollectorTransport transport, Retries retries) {
    this.transport = transport;
    this.retries = retries;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /// @throws RefusedException for an answer that another attempt would not change
  /// @throws IOException if there was no answer, or none but that it should be sent later
  JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
    return parsed(call(path, Optional.of(JSON.writeValueAsBytes(body))).body());
  }

  byte[] get(String path) throws IOException, InterruptedException {
    return call(path, Optional.empty()).body();
  }

  private Answer call(String path, Optional<byte[]> body) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Optional<Answer> answer = Optional.empty();
      IOException failure = new IOException("no answer");
      try {
        answer = Optional.of(transport.ask(path, body));
      } catch (IOException e) {
        failure = e;
      }
      if (answer.isPresent() && !LATER.contains(answer.get().status())) {
        return accepted(answer.get());
      }
      if (attempt >= retries.attemptsMax()) {
        throw answer.isPresent()
            ? new IOException("the collector says " + answer.get().status())
            : failure;
      }
      retries.pause().of(retries.before(attempt, answer.flatMap(Answer::retryAfter)));
    }
  }

  private static Answer accepted(Answer answer) throws RefusedException {
    if (answer.status() < 200 || answer.status() >= 300) {
      JsonNode body = parsed(answer.body());
      String error = body.path("error").asString(body.path("detail").asString(""));
      String line = error.replaceAll("\\p{Cntrl}+", " ");
      throw new RefusedException(
          answer.status(), line.substring(0, Math.min(line.length(), REASON_LENGTH_MAX)));
    }
    return answer;
  }

  private static JsonNode parsed(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      return JSON.missingNode();
    }
  }
}
