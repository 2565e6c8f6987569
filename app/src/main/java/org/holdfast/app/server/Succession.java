package org.holdfast.app.server;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.holdfast.app.control.ControlSocket;
import org.holdfast.app.control.ProcessIdentity;
import org.holdfast.app.systemd.SystemdNotify;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a server that runs one that can be upgraded, or can take another's place.
final class Succession {
  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

  private Succession() {}

  /// @param successorOf the process id of the one it is to follow, if it is
  /// @param privateUrl the listener that only a successor has
  static HandOver open(
      Foundation on,
      Running running,
      StopSignal stop,
      BusyMachine machine,
      Optional<Long> successorOf,
      Optional<URI> privateUrl) {
    Optional<ProcessIdentity> predecessor =
        successorOf.flatMap(
            pid ->
                PredecessorWatch.predecessor(
                    pid, Optional.ofNullable(System.getenv(PredecessorWatch.VARIABLE))));
    HandOverStatus status =
        new HandOverStatus(
            on.config(),
            on.build(),
            on.readiness(),
            on.meters(),
            successorOf,
            predecessor.map(ProcessIdentity::toString),
            privateUrl);
    SuccessorAccess access =
        new SuccessorAccess(on.config().data(), SystemdNotify.from(System.getenv()));
    HandOver handOver = new HandOver(running, status, stop, access, machine);
    openControlSocket(on, handOver, status, access, predecessor);
    return handOver;
  }

  /// Without it the server serves all the same, only it cannot be upgraded.
  private static void openControlSocket(
      Foundation on,
      HandOver handOver,
      HandOverStatus status,
      SuccessorAccess access,
      Optional<ProcessIdentity> predecessor) {
    try {
      ControlSocket socket =
          on.open().add(ControlSocket.open(on.config().data(), handOver::openSession));
      access.own(socket);
      if (status.isSuccessor()) {
        PredecessorWatch unused =
            on.open().add(PredecessorWatch.start(predecessor, status, handOver::inherit));
      } else {
        socket.becomeCurrentIfNobodyIs();
      }
    } catch (IOException e) {
      LOG.warn("There is no control socket, so this process cannot be upgraded: {}", e.toString());
    }
  }
}
