package org.holdfast.bench.load;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Load that comes whether or not earlier requests were answered: so many requests per second,
/// spread over so many keep-alive connections that hardly one is still busy when its next request
/// is due. Every answer is counted with the time since its request was due; refusals also with the
/// time since it was sent, which is later where the driver itself was.
///
/// One thread drives all connections, because what the driver takes of the machine's processors is
/// missing from the server's.
final class OpenLoad {
  /// Waiting is done in steps of so much, and what became due meanwhile is sent together.
  private static final int STEP_MILLIS = 1;

  /// How long after the end answers are waited for.
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);

  private final URI server;
  private final SubmissionTemplate template;
  private final int connections;
  private final long firstNumber;

  /// @param firstNumber of the measurements; no two loads may send the same
  OpenLoad(URI server, SubmissionTemplate template, int connections, long firstNumber) {
    this.server = server;
    this.template = template;
    this.connections = connections;
    this.firstNumber = firstNumber;
  }

  /// Returns when the last request has its answer.
  OpenAnswers run(double perSecond, Duration duration) throws IOException {
    OpenAnswers answers = new OpenAnswers();
    try (Selector selector = Selector.open()) {
      var numbers = new SubmissionTemplate.Numbered(template, firstNumber);
      List<OpenConnection> all = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        all.add(new OpenConnection(server, selector, numbers, answers));
      }
      drive(selector, all, perSecond, duration);
      all.forEach(OpenConnection::close);
    }
    return answers;
  }

  private static void drive(
      Selector selector, List<OpenConnection> all, double perSecond, Duration duration)
      throws IOException {
    double interval = 1e9 / perSecond;
    long wanted = (long) (duration.toNanos() / interval);
    long start = System.nanoTime();
    long end = start + duration.plus(LAST_ANSWERS).toNanos();
    long sent = 0;
    while (System.nanoTime() < end) {
      long now = System.nanoTime();
      for (; sent < wanted && start + (long) (sent * interval) <= now; sent++) {
        all.get((int) (sent % all.size())).due(start + (long) (sent * interval));
      }
      if (sent == wanted && all.stream().noneMatch(OpenConnection::isBusy)) {
        return;
      }
      selector.select(OpenLoad::ready, STEP_MILLIS);
    }
  }

  private static void ready(SelectionKey key) {
    @Nullable Object attached = key.attachment();
    if (attached instanceof OpenConnection connection) {
      connection.ready(key);
    }
  }
}
