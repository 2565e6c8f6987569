package org.holdfast.edge.admission;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Lets a thread give way to those of this process that answer: while the processors are free it
/// runs as any other, and when they are not, it gets a third of what one of those gets, and is
/// interrupted by them. So the niceness of setpriority(2), which on Linux is a thread's own and
/// which everybody may raise; Java's own priorities do nothing there without a privilege. Elsewhere
/// nothing is done.
public final class Precedence {
  /// Of the kernel's weights, 335 to 1024.
  private static final int NICER_BY = 5;

  private static final int NICEST = 19;
  private static final int ONE_THREAD = 0;
  private static final int THIS_THREAD = 0;
  private static final int MAIN_THREAD = Math.toIntExact(ProcessHandle.current().pid());
  private static final Optional<Calls> CALLS = Calls.find();

  private Precedence() {}

  /// The current thread, a platform thread, gives way from now on. Again and again does no harm,
  /// and follows when the niceness of the process was changed.
  public static void giveWay() {
    CALLS.ifPresent(Calls::giveWay);
  }

  /// By how much the current thread is nicer than the process.
  static int nicerBy() {
    return CALLS.map(calls -> calls.get(THIS_THREAD) - calls.get(MAIN_THREAD)).orElse(0);
  }

  private record Calls(MethodHandle get, MethodHandle set) {
    static Optional<Calls> find() {
      if (!System.getProperty("os.name", "").equals("Linux")) {
        return Optional.empty();
      }
      Linker linker = Linker.nativeLinker();
      return linker
          .defaultLookup()
          .find("getpriority")
          .flatMap(
              get ->
                  linker
                      .defaultLookup()
                      .find("setpriority")
                      .map(
                          set ->
                              new Calls(
                                  linker.downcallHandle(
                                      get, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT)),
                                  linker.downcallHandle(
                                      set,
                                      FunctionDescriptor.of(
                                          JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)))));
    }

    void giveWay() {
      int wanted = Math.min(NICEST, get(MAIN_THREAD) + NICER_BY);
      if (get(THIS_THREAD) < wanted) {
        set(wanted);
      }
    }

    private int get(int thread) {
      try {
        return (int) get.invokeExact(ONE_THREAD, thread);
      } catch (Throwable e) {
        throw impossible(e);
      }
    }

    private void set(int niceness) {
      try {
        int _ = (int) set.invokeExact(ONE_THREAD, THIS_THREAD, niceness);
      } catch (Throwable e) {
        throw impossible(e);
      }
    }

    private static IllegalStateException impossible(Throwable e) {
      return new IllegalStateException("a call of the C library failed to be made", e);
    }
  }
}
