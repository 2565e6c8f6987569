package org.holdfast.app.upgrade;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.app.control.ControlClient;
import org.holdfast.app.control.ControlDirectory;
import org.holdfast.app.control.ControlRefusedException;
import org.holdfast.app.control.ProcessIdentity;
import tools.jackson.databind.node.ObjectNode;

/// What became of an upgrade that went wrong somewhere: asked of the processes themselves, since an
/// answer that did not come says nothing about what was done. Asking changes nothing.
final class Outcome {
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final ControlDirectory directory;
  private final Path socket;
  private final ProcessIdentity predecessor;
  private final Consumer<String> line;

  /// @param socket the predecessor's
  Outcome(
      ControlDirectory directory, Path socket, ProcessIdentity predecessor, Consumer<String> line) {
    this.directory = directory;
    this.socket = socket;
    this.predecessor = predecessor;
    this.line = line;
  }

  /// Waits until it is settled who serves, and says it.
  ///
  /// @return whether the successor has taken over and nothing was cut: not where the predecessor
  ///   died, whoever serves now
  boolean await(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    String unclear = "";
    do {
      try {
        Optional<Boolean> settled = look();
        if (settled.isPresent()) {
          return settled.get();
        }
        unclear = "the predecessor has not settled it yet";
      } catch (IOException | ControlRefusedException e) {
        unclear = Upgrade.reason(e);
      }
      Thread.sleep(BETWEEN_LOOKS);
    } while (System.nanoTime() - end < 0);
    say("it is not known who serves (%s); ask: curl the admin listener's /health/ready", unclear);
    return false;
  }

  private Optional<Boolean> look() throws IOException, ControlRefusedException {
    if (!predecessor.isAlive()) {
      return heirServes();
    }
    ObjectNode status = status(socket);
    String phase = status.path("phase").stringValue("");
    if (phase.equals("LEAVING")) {
      say("and yet done; predecessor %d had left already and finishes what it has", pid());
      return Optional.of(true);
    }
    if (phase.equals("SERVING") && !status.has("successor")) {
      say("rolled back: predecessor %d serves as before", pid());
      String shared = status.path("not_steered").stringValue("");
      if (!shared.isEmpty()) {
        say("but some new connections may still go to the successor: %s", shared);
      }
      return Optional.of(false);
    }
    return Optional.empty();
  }

  /// A successor whose predecessor is gone becomes the current process by itself.
  private Optional<Boolean> heirServes() throws IOException, ControlRefusedException {
    Optional<Path> current = directory.current();
    if (current.isEmpty()) {
      throw new IOException("predecessor " + pid() + " is gone and nobody serves");
    }
    long heir = status(current.get()).path("pid").longValue(0);
    say(
        "predecessor %d is gone, and process %d serves in its place; what the predecessor had open"
            + " is cut, and this command has not seen the successor through",
        pid(), heir);
    return Optional.of(false);
  }

  private static ObjectNode status(Path socket) throws IOException, ControlRefusedException {
    try (ControlClient client = ControlClient.connect(socket)) {
      return client.ask("status", ANSWERS_WITHIN);
    }
  }

  private long pid() {
    return predecessor.pid();
  }

  private void say(String format, Object... values) {
    line.accept("upgrade: " + format.formatted(values));
  }
}
