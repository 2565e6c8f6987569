package org.holdfast.testkit.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.testkit.traffic.BrokenBody;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;

/// Sends broken requests as they want to be sent, each on a connection of its own.
public final class BrokenSender {
  private static final Duration TRICKLE = Duration.ofMillis(200);

  private final Target target;
  private final Duration patience;

  /// @param patience how long to wait for a connection and for each part of an answer
  public BrokenSender(Target target, Duration patience) {
    this.target = target;
    this.patience = patience;
  }

  /// The answer, or empty where the server closed the connection without one.
  ///
  /// @throws IOException if there is no server, or it neither answers nor closes in time
  public Optional<Answer> send(BrokenBody broken) throws IOException {
    try (WireConnection connection = WireConnection.open(target, patience)) {
      // Sending goes on beside reading: the answer may come, and the connection end, before all of
      // the request is sent, above all where it is sent slowly.
      Thread sending = Thread.ofVirtual().start(() -> sendAll(broken, connection));
      try {
        return answer(connection);
      } finally {
        connection.close();
        join(sending);
      }
    }
  }

  private static void sendAll(BrokenBody broken, WireConnection connection) {
    try {
      switch (broken.sending()) {
        case WHOLE -> connection.send(broken.request());
        case THEN_END -> {
          connection.send(broken.request());
          connection.halfClose();
        }
        case TRICKLED_HEAD -> connection.sendSlowly(broken.request().bytes(), 1, TRICKLE);
        case TRICKLED_BODY -> {
          connection.send(broken.request().head());
          connection.sendSlowly(broken.request().body(), 1, TRICKLE);
        }
      }
    } catch (IOException e) {
      // The server has closed the connection; whether it said why before, the reader finds out.
    }
  }

  private static void join(Thread sending) {
    try {
      sending.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Answer> answer(WireConnection connection) throws IOException {
    try {
      return Optional.of(connection.read());
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("patience")) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
