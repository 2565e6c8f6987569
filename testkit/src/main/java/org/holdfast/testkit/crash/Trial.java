package org.holdfast.testkit.crash;

import java.io.IOException;

/// One try of a point: a server that is to be struck there, and one that has to answer for it.
interface Trial extends AutoCloseable {
  /// Begins one for a point.
  @FunctionalInterface
  interface Beginning {
    Trial of(Point point) throws IOException;
  }

  /// Has a server come past the point.
  Reach strike() throws IOException;

  /// Whether the fault has come to pass, whatever else did: asked, too, where something here ended
  /// with an exception.
  boolean isStruck();

  /// Has a successor answer for it.
  void answer() throws IOException;

  /// Waits until the servers have let go of everything, and deletes what would not be looked at.
  void clear() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
