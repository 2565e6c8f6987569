package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;

/// HTTP/2 over TLS, all requests on one connection as long as the server lets it stand.
final class Http2Lane implements Lane {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Target target;
  private final HttpClient client;

  Http2Lane(Target target, SSLContext trust) {
    this.target = target;
    this.client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(trust).build();
  }

  @Override
  public String name() {
    return "HTTP/2";
  }

  @Override
  public Answer post(String path, byte[] body) throws IOException {
    URI uri = URI.create("https://" + target.host() + ":" + target.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.version() != HttpClient.Version.HTTP_2) {
        throw new IOException("answered over " + answer.version());
      }
      return new Answer(answer.statusCode(), "", List.of(), answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
