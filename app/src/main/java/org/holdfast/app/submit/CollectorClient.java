package org.holdfast.app.submit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Posts to a collector and asks again where that is right: when it cannot be reached or says it is
/// busy, after the time it names or an ever longer one, a bounded number of times. Asking again is
/// harmless, since the same measurement gets the same uid (I5). Safe for concurrent use.
final class CollectorClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(3);
  private static final int ATTEMPTS_MAX = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration PAUSE_MAX = Duration.ofMinutes(2);
  private static final int ANSWER_BYTES_MAX = 1 << 20;
  private static final int REASON_LENGTH_MAX = 300;
  private static final Set<Integer> BUSY = Set.of(408, 429, 502, 503, 504);

  private final URI collector;
  private final Pause pause;
  private final HttpClient http;
  private final Optional<AuthoredSubmissions> authored;
  private final JsonMapper json = JsonMapper.builder().build();

  private CollectorClient(
      URI collector, Pause pause, HttpClient http, Optional<AuthoredSubmissions> authored) {
    this.collector = collector;
    this.pause = pause;
    this.http = http;
    this.authored = authored;
  }

  /// @param credential the file of a credential, for submissions that prove who made them
  /// @throws StateFileException if that cannot be used
  static CollectorClient open(URI collector, Pause pause, Optional<Path> credential)
      throws StateFileException {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    try {
      return new CollectorClient(
          collector,
          pause,
          http,
          credential.isPresent()
              ? Optional.of(AuthoredSubmissions.open(credential.get(), collector, http, pause))
              : Optional.empty());
    } catch (StateFileException e) {
      http.close();
      throw e;
    }
  }

  /// Hands one document in.
  ///
  /// @param body the request without a credential
  Answer submit(byte[] document, byte[] body) throws InterruptedException {
    Optional<Answer> proven =
        authored.isPresent() ? authored.get().submit(document) : Optional.empty();
    return proven.isPresent() ? proven.get() : post("/api/v1/submit_measurement", body);
  }

  /// @param path from the collector's root, as in `/report`
  Answer post(String path, byte[] body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(withoutTrailingSlash(collector.toString()) + path))
            .timeout(ANSWER_TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    Duration wait = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      Attempt made = attempt(request);
      if (made.answer instanceof Answer.Unavailable && attempt < ATTEMPTS_MAX) {
        pause.pause(made.retryAfter.isZero() ? wait : made.retryAfter);
        wait = shorter(wait.multipliedBy(2), PAUSE_MAX);
      } else {
        return made.answer;
      }
    }
  }

  private Attempt attempt(HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<byte[]> response =
          http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
      return new Attempt(answer(response), retryAfter(response));
    } catch (IOException e) {
      String reason = "the collector cannot be reached: " + oneLine(String.valueOf(e));
      return new Attempt(new Answer.Unavailable(reason), Duration.ZERO);
    }
  }

  private Answer answer(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    JsonNode body = parsed(response.body());
    if (status >= 200 && status < 300) {
      return body.isObject()
          ? new Answer.Accepted(body)
          : new Answer.Refused(status + " without a JSON object: nothing is known to be kept");
    }
    String reason = status + " " + reason(body);
    return BUSY.contains(status) ? new Answer.Unavailable(reason) : new Answer.Refused(reason);
  }

  private JsonNode parsed(byte[] body) {
    try {
      return json.readTree(body);
    } catch (JacksonException e) {
      return json.missingNode();
    }
  }

  private static String reason(JsonNode body) {
    String error = text(body.path("error"));
    String detail = text(body.path("detail"));
    return oneLine(error.isEmpty() || detail.isEmpty() ? error + detail : error + ": " + detail);
  }

  private static String text(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    return node.isString() ? node.stringValue() : node.toString();
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= REASON_LENGTH_MAX ? line : line.substring(0, REASON_LENGTH_MAX) + "...";
  }

  private static Duration retryAfter(HttpResponse<byte[]> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(value -> shorter(Duration.ofSeconds(Long.parseLong(value)), PAUSE_MAX))
        .orElse(Duration.ZERO);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static String withoutTrailingSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  @Override
  public void close() throws IOException {
    http.close();
    if (authored.isPresent()) {
      authored.get().close();
    }
  }

  private record Attempt(Answer answer, Duration retryAfter) {}
}
