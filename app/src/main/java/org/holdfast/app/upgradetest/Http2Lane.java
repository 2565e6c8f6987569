package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;

/// HTTP/2 over TLS, requests together on one connection as long as the server lets it stand, and on
/// another one beside it when there are as many as a connection carries.
final class Http2Lane implements Lane {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Below what servers allow at a time (RFC 9113 section 6.5.2 recommends 100 at least); the
  /// client of the JDK fails beyond it, and does not wait.
  private static final int STREAMS_MAX = 90;

  private record Connection(HttpClient client, Semaphore streams) {}

  private final Target target;
  private final SSLContext trust;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();

  Http2Lane(Target target, SSLContext trust) {
    this.target = target;
    this.trust = trust;
  }

  private Connection take() {
    for (Connection connection : connections) {
      if (connection.streams().tryAcquire()) {
        return connection;
      }
    }
    HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(trust).build();
    Connection another = new Connection(client, new Semaphore(STREAMS_MAX - 1));
    connections.add(another);
    return another;
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
    Connection connection = take();
    try {
      HttpResponse<byte[]> answer =
          connection.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.version() != HttpClient.Version.HTTP_2) {
        throw new IOException("answered over " + answer.version());
      }
      return new Answer(answer.statusCode(), "", List.of(), answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      connection.streams().release();
    }
  }

  @Override
  public void close() {
    connections.forEach(connection -> connection.client().shutdownNow());
  }
}
