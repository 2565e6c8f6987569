package org.holdfast.journal.segment;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.holdfast.journal.Records;
import org.holdfast.model.envelope.JournalRecord;

/// A process that appends from many threads until it is killed, and prints a line with the uid and
/// a full stop for each record that was acknowledged. It holds the cursor `held`.
final class AppendingProcess {
  private static final int THREADS = 32;

  private AppendingProcess() {}

  public static void main(String[] arguments) throws Exception {
    SegmentJournal journal =
        SegmentJournal.open(
            Path.of(arguments[0]),
            TestOptions.SMALL.withSegmentBytes(2 << 20),
            Clock.systemUTC(),
            new SimpleMeterRegistry(),
            cause -> System.exit(1));
    journal.openCursor("held");
    Records records = new Records(Clock.systemUTC(), ThreadLocalRandom.current().nextLong());
    PrintStream out = System.out;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < THREADS; i++) {
        Future<?> endless = executor.submit(() -> appendForEver(journal, records, out));
        if (endless.isDone()) {
          throw new IllegalStateException("appending ended");
        }
      }
    }
  }

  private static void appendForEver(SegmentJournal journal, Records records, PrintStream out) {
    while (true) {
      JournalRecord record = records.measurement(ThreadLocalRandom.current().nextInt(20_000));
      journal.append(record).join();
      out.println(Records.uid(record) + ".");
    }
  }
}
