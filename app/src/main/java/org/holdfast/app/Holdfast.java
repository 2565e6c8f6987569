package org.holdfast.app;

import org.holdfast.app.command.HoldfastCommand;

/// The main class; see [HoldfastCommand] for what it can do.
public final class Holdfast {
  private Holdfast() {}

  public static void main(String[] arguments) {
    // Fronted addresses are asked at the front, with the host of what is behind it.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    System.exit(HoldfastCommand.run(System.out, System.err, arguments));
  }
}
