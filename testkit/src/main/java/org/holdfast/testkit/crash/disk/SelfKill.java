package org.holdfast.testkit.crash.disk;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.locks.LockSupport;

/// Ends this process with SIGKILL: nothing of it runs any more, no hook, no `finally`.
final class SelfKill {
  private static final int SIGKILL = 9;

  private SelfKill() {}

  /// Does not return.
  static void now() {
    kill();
    while (true) {
      LockSupport.park();
    }
  }

  @SuppressWarnings("restricted") // the process under test is started with native access
  private static void kill() {
    Linker linker = Linker.nativeLinker();
    MethodHandle kill =
        linker.downcallHandle(
            linker.defaultLookup().find("kill").orElseThrow(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      int unused = (int) kill.invokeExact((int) ProcessHandle.current().pid(), SIGKILL);
    } catch (Throwable e) {
      throw new IllegalStateException("this process cannot end itself", e);
    }
  }
}
