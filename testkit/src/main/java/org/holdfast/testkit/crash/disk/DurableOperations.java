package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Every operation below the watched directory, one at a time: written down, and performed, unless
/// it is the one that is to go wrong. All paths here are those of the JVM's own file system.
///
/// The trace has one line per operation, as in `WRITE journal/*.seg #3`; the line of the one that
/// went wrong ends with the name of the fault.
final class DurableOperations {
  /// Before a process dies in the middle of an operation the rest of it goes on for so long: an
  /// acknowledgement that does not wait for the operation gets out.
  private static final Duration REMORSE = Duration.ofMillis(60);

  private final Plan plan;
  private final FileChannel trace;
  private final UnsyncedChanges unsynced;
  private final Map<Site, Integer> counts = new HashMap<>();
  private boolean armed;

  /// An operation.
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }

  private DurableOperations(Plan plan, FileChannel trace, UnsyncedChanges unsynced) {
    this.plan = plan;
    this.trace = trace;
    this.unsynced = unsynced;
  }

  /// Follows the plan of this process.
  static DurableOperations start(FileSystem plain) {
    Plan plan = Plan.ofThisProcess(plain);
    try {
      FileChannel trace =
          FileChannel.open(plan.trace(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      boolean remember = plan.fault().filter(f -> f.fault().isPowerLoss()).isPresent();
      return new DurableOperations(
          plan,
          trace,
          remember ? UnsyncedChanges.below(plan.root()) : UnsyncedChanges.notRemembered());
    } catch (IOException e) {
      throw new IllegalStateException("the trace cannot be written", e);
    }
  }

  /// What of this process is not synced.
  UnsyncedChanges unsynced() {
    return unsynced;
  }

  /// Whether operations on that file are watched.
  boolean watches(Path file) {
    return file.toAbsolutePath().normalize().startsWith(plan.root());
  }

  /// Whether syncs of that directory are watched: the one that holds the watched one is, too, since
  /// it holds its name.
  boolean watchesSyncsOf(Path directory) {
    return watches(directory)
        || directory.toAbsolutePath().normalize().equals(plan.root().getParent());
  }

  /// Takes the time that a sync takes on a disk as slow as planned; others go on meanwhile.
  void beforeSync() {
    long end = System.nanoTime() + plan.syncTakes().toNanos();
    for (long rest = end - System.nanoTime(); rest > 0; rest = end - System.nanoTime()) {
      LockSupport.parkNanos(rest);
    }
  }

  /// Performs an operation that is done in one step.
  synchronized <T> T perform(Operation operation, Path file, Step<T> step) throws IOException {
    return perform(operation, file, step, step);
  }

  /// Performs an operation.
  ///
  /// @param half the operation as far as it gets when it is interrupted
  synchronized <T> T perform(Operation operation, Path file, Step<T> step, Step<T> half)
      throws IOException {
    Optional<Fault> planned = count(operation, file);
    if (planned.isEmpty()) {
      return step.run();
    }
    return switch (planned.get()) {
      case KILL_BEFORE -> {
        die();
        yield step.run();
      }
      case KILL_AFTER -> {
        T done = step.run();
        SelfKill.now();
        yield done;
      }
      case TORN_WRITE -> {
        T done = half.run();
        die();
        yield done;
      }
      case SHORT_WRITE -> half.run();
      case NO_SPACE -> {
        if (operation == Operation.WRITE) {
          half.run();
        }
        throw new IOException("No space left on device");
      }
      case IO_ERROR -> throw new IOException("Input/output error");
      case POWER_LOSS, POWER_LOSS_IN_PART -> {
        T done = step.run();
        losePower();
        yield done;
      }
    };
  }

  /// Notes an operation that somebody else performs; what the caller has to do about it is its own
  /// affair.
  synchronized Optional<Fault> count(Operation operation, Path file) throws IOException {
    if (!armed && plan.armed().isPresent() && !Files.exists(plan.armed().get())) {
      return Optional.empty();
    }
    armed = true;
    Path relative = plan.root().relativize(file.toAbsolutePath().normalize());
    Site site = Site.of(operation, relative);
    int ordinal = counts.merge(site, 1, Integer::sum);
    Optional<Fault> fault =
        plan.fault()
            .filter(f -> f.ordinal() == ordinal && f.site().equals(site))
            .map(Plan.Planned::fault);
    write(site + " #" + ordinal + fault.map(f -> " " + f).orElse(""));
    return fault;
  }

  /// The process dies in the middle of it.
  synchronized void die() {
    LockSupport.parkNanos(REMORSE.toNanos());
    SelfKill.now();
  }

  /// The machine dies.
  synchronized void losePower() throws IOException {
    LockSupport.parkNanos(REMORSE.toNanos());
    Plan.Planned fault = plan.fault().orElseThrow();
    unsynced.lose(fault.fault() == Fault.POWER_LOSS_IN_PART, fault.seed());
    SelfKill.now();
  }

  private void write(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      int unused = trace.write(bytes);
    }
  }
}
