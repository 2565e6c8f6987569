package org.holdfast.app.server;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The niceness (setpriority(2)) of all threads of this process, raised for a while: a successor
/// that starts takes what the process that serves leaves over. To take it back needs `RLIMIT_NICE`
/// (20, `LimitNICE=+0` in a unit) or a privilege; that is tried on a thread of no use first, and
/// where it does not work, or there is no Linux, nothing is done.
public final class BackgroundPriority implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundPriority.class);
  private static final Path THREADS = Path.of("/proc/self/task");
  private static final int ONE_THREAD = 0;
  private static final Path OWN_STATE = Path.of("/proc/self/stat");

  /// In proc_pid_stat(5), counted from the member after the name in parentheses.
  private static final int NICENESS_AT = 16;

  private static final int NICER_BY = 10;
  private static final int NICEST = 19;
  private static final Duration AT_MOST = Duration.ofSeconds(10);

  /// A thread that was started meanwhile has the niceness of the one that started it.
  private static final int PASSES = 3;

  /// The calls to make, and the niceness to come back to.
  private record Means(MethodHandle setPriority, int usual) {
    private boolean set(int thread, int niceness) {
      try {
        return (int) setPriority.invokeExact(ONE_THREAD, thread, niceness) == 0;
      } catch (Throwable e) {
        throw new IllegalStateException("a call of the C library failed to be made", e);
      }
    }

    private int background() {
      return Math.min(NICEST, usual + NICER_BY);
    }
  }

  private final Optional<Means> means;
  private final CountDownLatch closed = new CountDownLatch(1);

  private BackgroundPriority(Optional<Means> means) {
    this.means = means;
  }

  /// Lowers the priority until [#close], if it can be brought back, and for ten seconds at most:
  /// who starts must get there on a machine that has nothing to spare, too.
  public static BackgroundPriority begin() {
    return begin(AT_MOST);
  }

  static BackgroundPriority begin(Duration atMost) {
    BackgroundPriority priority = new BackgroundPriority(means());
    priority.means.ifPresent(
        found -> {
          setAll(found, found.background());
          Thread.ofPlatform()
              .daemon()
              .name("priority-return")
              .start(() -> priority.endAfter(found, atMost));
        });
    return priority;
  }

  private void endAfter(Means found, Duration atMost) {
    try {
      if (!closed.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        setAll(found, found.usual());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Means> means() {
    try {
      Means found = new Means(call(), niceness());
      FutureTask<Boolean> trial =
          new FutureTask<>(() -> found.set(0, found.background()) && found.set(0, found.usual()));
      Thread.ofPlatform().daemon().name("priority-trial").start(trial);
      if (trial.get()) {
        return Optional.of(found);
      }
      LOG.info(
          "This process may not bring its priority back (RLIMIT_NICE), so it starts at its usual one");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | UnsatisfiedLinkError e) {
      LOG.info("The priority of this process cannot be changed: {}", e.toString());
    }
    return Optional.empty();
  }

  private static MethodHandle call() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find("setpriority").orElseThrow(),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  }

  private static int niceness() throws IOException {
    String state = Files.readString(OWN_STATE);
    return Integer.parseInt(state.substring(state.lastIndexOf(')') + 2).split(" ")[NICENESS_AT]);
  }

  private static void setAll(Means means, int niceness) {
    for (int pass = 0; pass < PASSES; pass++) {
      for (int thread : threads()) {
        // One that has ended meanwhile needs none.
        boolean _ = means.set(thread, niceness);
      }
    }
  }

  private static List<Integer> threads() {
    try (Stream<Path> threads = Files.list(THREADS)) {
      return threads.map(thread -> Integer.valueOf(thread.getFileName().toString())).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /// The usual priority again.
  @Override
  public void close() {
    closed.countDown();
    means.ifPresent(found -> setAll(found, found.usual()));
  }
}
