package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;

/// HTTP/1.1, with a connection for each request or with a pool that believes an idle connection to
/// be usable for a while, as clients do (U9).
final class WireLane implements Lane {
  private static final Duration POOLED = Duration.ofSeconds(25);

  private record Idle(WireConnection connection, long since) {}

  private final String name;
  private final Target target;
  private final boolean keepAlive;
  private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();

  WireLane(String name, Target target, boolean keepAlive) {
    this.name = name;
    this.target = target;
    this.keepAlive = keepAlive;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Answer post(String path, byte[] body) throws IOException {
    return exchange(request("POST", path).header("Content-Type", "application/json").sized(body));
  }

  /// Asks for something, as [#post] does.
  Answer get(String path) throws IOException {
    return exchange(request("GET", path));
  }

  private WireRequest request(String method, String path) {
    WireRequest request = WireRequest.of(method, path).header("Host", target.authority());
    return keepAlive ? request : request.header("Connection", "close");
  }

  private Answer exchange(WireRequest request) throws IOException {
    WireConnection connection = take();
    boolean kept = false;
    try {
      Answer answer = connection.exchange(request);
      kept = keepAlive && !answer.closesConnection();
      if (kept) {
        idle.push(new Idle(connection, System.nanoTime()));
      }
      return answer;
    } finally {
      if (!kept) {
        connection.close();
      }
    }
  }

  private WireConnection take() throws IOException {
    for (Idle next = idle.poll(); next != null; next = idle.poll()) {
      if (System.nanoTime() - next.since() < POOLED.toNanos()) {
        return next.connection();
      }
      next.connection().close();
    }
    return WireConnection.open(target);
  }

  @Override
  public void close() {
    idle.forEach(one -> one.connection().close());
  }
}
