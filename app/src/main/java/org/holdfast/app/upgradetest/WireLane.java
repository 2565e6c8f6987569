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
    WireRequest request =
        WireRequest.of("POST", path)
            .header("Host", target.authority())
            .header("Content-Type", "application/json");
    WireConnection connection = take();
    boolean kept = false;
    try {
      Answer answer =
          connection.exchange(
              (keepAlive ? request : request.header("Connection", "close")).sized(body));
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
