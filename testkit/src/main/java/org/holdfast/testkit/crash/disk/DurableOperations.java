package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Every operation below a watched directory, one at a time: written down, and performed, unless it
/// is the one that is to go wrong. All paths here are those of the JVM's own file system.
///
/// The trace has one line per operation, as in `WRITE journal/*.seg #3`; the line of the one that
/// went wrong ends with the name of the fault.
final class DurableOperations {
  /// Before a server dies in the middle of an operation the rest of it goes on for so long: an
  /// acknowledgement that does not wait for the operation gets out.
  private static final Duration REMORSE = Duration.ofMillis(60);

  private final Path root;
  private final Optional<Plan.Planned> planned;
  private final Duration syncTakes;
  private final Consumer<String> trace;
  private final BooleanSupplier arming;
  private final Ending ending;
  private final UnsyncedChanges unsynced;
  private final Databases databases = new Databases();
  private final Map<Site, Integer> counts = new HashMap<>();
  private boolean armed;
  private boolean ended;

  /// An operation.
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }

  /// @param syncTakes how much longer every sync of a file takes than it would
  /// @param trace is told of each operation
  /// @param arming operations count from the moment that this is true
  /// @param ending what becomes of a server that is struck
  DurableOperations(
      Path root,
      Optional<Plan.Planned> planned,
      Duration syncTakes,
      Consumer<String> trace,
      BooleanSupplier arming,
      Ending ending)
      throws IOException {
    this.root = root;
    this.planned = planned;
    this.syncTakes = syncTakes;
    this.trace = trace;
    this.arming = arming;
    this.ending = ending;
    boolean remember = planned.filter(f -> f.fault().isPowerLoss()).isPresent();
    this.unsynced = remember ? UnsyncedChanges.below(root) : UnsyncedChanges.notRemembered();
  }

  /// What of this server is not synced.
  UnsyncedChanges unsynced() {
    return unsynced;
  }

  /// Whether operations on that file are watched.
  boolean watches(Path file) {
    return file.toAbsolutePath().normalize().startsWith(root);
  }

  /// Whether syncs of that directory are watched: the one that holds the watched one is, too, since
  /// it holds its name.
  boolean watchesSyncsOf(Path directory) {
    return watches(directory) || directory.toAbsolutePath().normalize().equals(root.getParent());
  }

  /// A SQLite database below the directory is about to be opened.
  synchronized void databaseOpened(Object database) {
    databases.opened(database);
  }

  /// Takes the time that a sync takes on a disk as slow as planned; others go on meanwhile.
  void beforeSync() {
    long end = System.nanoTime() + syncTakes.toNanos();
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
    Optional<Fault> fault = count(operation, file);
    if (fault.isEmpty()) {
      return step.run();
    }
    return switch (fault.get()) {
      case KILL_BEFORE -> {
        die();
        yield step.run();
      }
      case KILL_AFTER -> {
        T done = step.run();
        end();
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

  /// Notes the commit of a transaction, which somebody else performs; what the caller has to do
  /// about it is its own affair.
  synchronized Optional<Fault> countCommit() throws IOException {
    return count(Operation.COMMIT, root.resolve("sqlite"));
  }

  private Optional<Fault> count(Operation operation, Path file) throws IOException {
    if (ended) {
      throw new ServerEndedException();
    }
    armed = armed || arming.getAsBoolean();
    if (!armed) {
      return Optional.empty();
    }
    Site site = Site.of(operation, root.relativize(file.toAbsolutePath().normalize()));
    int ordinal = counts.merge(site, 1, Integer::sum);
    Optional<Fault> fault =
        planned
            .filter(f -> f.ordinal() == ordinal && f.site().equals(site))
            .map(Plan.Planned::fault);
    trace.accept(site + " #" + ordinal + fault.map(f -> " " + f).orElse(""));
    return fault;
  }

  /// The server dies in the middle of it.
  synchronized void die() throws IOException {
    LockSupport.parkNanos(REMORSE.toNanos());
    end();
  }

  /// The machine dies.
  synchronized void losePower() throws IOException {
    LockSupport.parkNanos(REMORSE.toNanos());
    Plan.Planned fault = planned.orElseThrow();
    databases.whileAtRest(
        () -> {
          unsynced.lose(fault.fault() == Fault.POWER_LOSS_IN_PART, fault.seed());
          ended = true;
          ending.end();
        });
  }

  /// The server dies between two operations.
  synchronized void end() throws IOException {
    if (ended) {
      return;
    }
    databases.whileAtRest(
        () -> {
          ended = true;
          ending.end();
        });
  }
}
