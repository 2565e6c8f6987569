package org.holdfast.app.control;

import tools.jackson.databind.node.ObjectNode;

/// The server's side of one connection to its control socket. Used by one thread.
public interface ControlSession extends AutoCloseable {
  /// Does what is asked and gives the members of the answer.
  ///
  /// @throws ControlRefusedException if it cannot be done; the session goes on
  ObjectNode answer(String ask, ObjectNode request) throws ControlRefusedException;

  /// The other side is gone, whether it said so or not.
  @Override
  void close();
}
