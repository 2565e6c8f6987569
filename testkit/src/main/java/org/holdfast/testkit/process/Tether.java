package org.holdfast.testkit.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/// Runs another program's `main` in this process, which ends when its standard input does. The
/// parent holds the other end of that pipe, and the kernel closes it when the parent dies, however
/// it dies: so a killed test leaves no server behind.
///
/// Usage: `java -cp ... org.holdfast.testkit.process.Tether MAIN-CLASS ARGUMENT...`
public final class Tether {
  private Tether() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    Thread.ofPlatform().daemon().name("tether").start(Tether::endWithParent);
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    try {
      Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      if (cause instanceof RuntimeException exception) {
        throw exception;
      }
      throw e;
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nobody says anything on this pipe; only its end has a meaning.
      }
    } catch (IOException e) {
      // A broken pipe is an end too.
    }
    Runtime.getRuntime().halt(130);
  }
}
