package org.holdfast.testkit.process;

import java.util.concurrent.CountDownLatch;

/// Stands for a server: says that it is ready, unless told otherwise, and waits to be ended.
public final class ReadyAndWaiting {
  private ReadyAndWaiting() {}

  @SuppressWarnings("SystemOut") // the ready line goes to standard output
  public static void main(String[] arguments) throws InterruptedException {
    System.err.println("starting with " + String.join(",", arguments));
    if (arguments[0].equals("fail")) {
      System.err.println("cannot bind");
      return;
    }
    System.out.println("ready public=http://127.0.0.1:1234 admin=http://127.0.0.1:1235");
    new CountDownLatch(1).await();
  }
}
