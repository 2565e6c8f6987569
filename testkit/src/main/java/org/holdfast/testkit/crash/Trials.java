package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Tries points one by one in this JVM: from the same beginning each, one server that is struck and
/// one that has to answer for it.
final class Trials {
  private final Subject subject;
  private final Path directory;
  private final CrashTest.Options options;
  private final Verdicts verdicts;
  private final Templates templates;
  private final AtomicInteger numbers = new AtomicInteger();

  Trials(
      Subject subject,
      Path directory,
      CrashTest.Options options,
      Verdicts verdicts,
      Templates templates) {
    this.subject = subject;
    this.directory = directory;
    this.options = options;
    this.verdicts = verdicts;
    this.templates = templates;
  }

  void tryAll(List<Point> points) throws IOException, InterruptedException {
    Queue<Point> left = new ConcurrentLinkedQueue<>(points);
    Tries tries = new Tries(this::begin, verdicts);
    try (var workers = Executors.newFixedThreadPool(options.processes())) {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < options.processes(); i++) {
        ends.add(
            workers.submit(
                () -> {
                  for (Point point = left.poll(); point != null; point = left.poll()) {
                    tries.tryPoint(point);
                  }
                  return 0;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("the crash test itself failed", e.getCause());
    }
  }

  private Trial begin(Point point) throws IOException {
    Path place = directory.resolve("trial-" + numbers.incrementAndGet());
    return ResidentTrial.begin(point, subject, place, options, verdicts, templates);
  }
}
