package org.holdfast.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/// How requests reach a collector.
@FunctionalInterface
public interface CollectorTransport {
  /// An answer.
  ///
  /// @param retryAfter when to come back, if it says
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answer(int status, byte[] body, Optional<Duration> retryAfter) {}

  /// Asks once.
  ///
  /// @param path from the collector's root, as in `/api/v1/manifest`
  /// @param body of a POST; empty for GET
  /// @throws IOException if no whole answer came; the request may have been received all the same
  Answer ask(String path, Optional<byte[]> body) throws IOException, InterruptedException;

  /// Over HTTP, with the client's own proxy, if it has one.
  ///
  /// @param collector its root, as in `https://collector.example.org`
  static CollectorTransport http(HttpClient http, URI collector) {
    return http(http, collector, Optional.empty());
  }

  /// Likewise, through a front.
  ///
  /// @param root of the front, where connections lead
  /// @param host whom the front is asked for; needs `jdk.httpclient.allowRestrictedHeaders=host`
  static CollectorTransport http(HttpClient http, URI root, Optional<String> host) {
    String start = root.toString().replaceAll("/+$", "");
    return (path, body) -> {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(start + path)).timeout(HttpAnswers.TIMEOUT);
      host.ifPresent(name -> request.header("Host", name));
      body.ifPresent(
          bytes ->
              request
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
      HttpResponse<byte[]> response =
          http.send(
              request.build(),
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), HttpAnswers.BYTES_MAX));
      return new Answer(
          response.statusCode(),
          response.body(),
          response.headers().firstValue("Retry-After").flatMap(HttpAnswers::seconds));
    };
  }
}
