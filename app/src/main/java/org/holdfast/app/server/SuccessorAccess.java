package org.holdfast.app.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.holdfast.app.control.ControlClient;
import org.holdfast.app.control.ControlDirectory;
import org.holdfast.app.control.ControlRefusedException;
import org.holdfast.app.control.ControlSocket;
import org.holdfast.app.control.Follower;
import org.holdfast.app.control.ProcessIdentity;
import org.holdfast.app.systemd.SystemdNotify;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How the processes over one data directory find each other: through its control directory.
final class SuccessorAccess {
  private static final Logger LOG = LoggerFactory.getLogger(SuccessorAccess.class);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);

  /// Letting go of the pipeline ends its current steps first.
  private static final Duration STEPS_DOWN_WITHIN = Duration.ofSeconds(70);

  private final Path data;
  private final SystemdNotify systemd;
  private volatile @Nullable ControlSocket socket;

  SuccessorAccess(Path data, SystemdNotify systemd) {
    this.data = data;
    this.systemd = systemd;
  }

  void own(ControlSocket opened) {
    socket = opened;
  }

  void becomeCurrent() throws IOException {
    ControlSocket open = socket;
    if (open == null) {
      throw new IOException("the control socket is not open yet");
    }
    open.becomeCurrent();
    systemd.ready();
  }

  /// Whether commands are led to this process.
  boolean isCurrent() {
    ControlSocket open = socket;
    return open != null && open.isCurrent();
  }

  /// Asks the process that was started to follow this one to end, whether or not it has taken over
  /// already.
  ///
  /// @return whether there is one, and it does
  boolean askToStepDown() {
    ProcessIdentity self = ProcessIdentity.own();
    try {
      for (Path path : ControlDirectory.existing(data).sockets()) {
        try (ControlClient client = ControlClient.connect(path)) {
          Follower other = Follower.of(client.ask("status", ANSWERS_WITHIN));
          if (other.follows(self) || other.hasTakenOverFrom(self)) {
            client.ask("step-down", by(self), STEPS_DOWN_WITHIN);
            return true;
          }
        } catch (IOException | ControlRefusedException e) {
          LOG.debug("A process does not answer over its control socket", e);
        }
      }
    } catch (IOException e) {
      LOG.warn("The control directory cannot be read", e);
    }
    return false;
  }

  private static ObjectNode by(ProcessIdentity self) {
    return JsonNodeFactory.instance.objectNode().put("by", self.toString());
  }
}
