package org.holdfast.testkit.probe;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.NoAnswerException;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;

/// Go's HTTP/1.1 client as the engine uses it: one connection kept alive, opened again when it was
/// closed while idle; `Host` first, headers in Go's order, `Accept-Encoding: gzip` last.
final class GoClient implements AutoCloseable {
  private final Target target;
  private final String userAgent;
  private Optional<WireConnection> idle = Optional.empty();

  GoClient(Target target, String userAgent) {
    this.target = target;
    this.userAgent = userAgent;
  }

  Answer get(String path) throws IOException {
    return exchange(start("GET", path).header("Accept-Encoding", "gzip"));
  }

  Answer post(String path, byte[] body) throws IOException {
    return exchange(
        start("POST", path)
            .sized(body)
            .header("Content-Type", "application/json")
            .header("Accept-Encoding", "gzip"));
  }

  private WireRequest start(String method, String path) {
    return WireRequest.of(method, path)
        .header("Host", target.authority())
        .header("User-Agent", userAgent);
  }

  private Answer exchange(WireRequest request) throws IOException {
    if (idle.isPresent()) {
      try {
        return on(idle.get(), request);
      } catch (NoAnswerException e) {
        // A pooled connection may have ended while it was idle: what was not answered at all on it
        // goes over a fresh one, once. The measurement is the same bytes, so that this is safe.
        close();
      }
    }
    return on(WireConnection.open(target), request);
  }

  private Answer on(WireConnection connection, WireRequest request) throws IOException {
    idle = Optional.of(connection);
    try {
      Answer answer = connection.exchange(request);
      if (answer.closesConnection()) {
        close();
      }
      return answer.inflated();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    idle.ifPresent(WireConnection::close);
    idle = Optional.empty();
  }
}
