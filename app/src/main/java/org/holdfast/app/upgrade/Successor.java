package org.holdfast.app.upgrade;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.app.control.ControlClient;
import org.holdfast.app.control.ControlDirectory;
import org.holdfast.app.control.ControlRefusedException;
import org.holdfast.app.control.Follower;
import org.holdfast.app.control.ProcessIdentity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The process that is to take over, seen through its control socket.
final class Successor implements AutoCloseable {
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

  private final ControlClient control;
  private ObjectNode status;

  private Successor(ControlClient control, ObjectNode status) {
    this.control = control;
    this.status = status;
  }

  /// The process that says it follows `predecessor`, if there is one yet.
  static Optional<Successor> find(ControlDirectory directory, ProcessIdentity predecessor)
      throws IOException {
    for (Path socket : directory.sockets()) {
      Optional<Successor> found = connect(socket, predecessor);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Successor> connect(Path socket, ProcessIdentity predecessor) {
    try {
      ControlClient control = ControlClient.connect(socket);
      boolean isIt = false;
      try {
        ObjectNode status = control.ask("status", ANSWERS_WITHIN);
        isIt = Follower.of(status).follows(predecessor);
        return isIt ? Optional.of(new Successor(control, status)) : Optional.empty();
      } finally {
        if (!isIt) {
          control.close();
        }
      }
    } catch (IOException | ControlRefusedException e) {
      return Optional.empty(); // gone, or not there yet
    }
  }

  long pid() {
    return status.path("pid").longValue(0);
  }

  String build() {
    return status.path("build").stringValue("of an unknown build");
  }

  /// Its private listener.
  Optional<URI> privateUrl() {
    return Optional.of(status.path("private").stringValue(""))
        .filter(url -> !url.isEmpty())
        .map(URI::create);
  }

  /// Whether the pipeline runs there, or it has no such role.
  boolean hasPipeline() {
    return status.path("pipeline").booleanValue(true);
  }

  List<String> waitsFor() {
    List<String> waitsFor = new ArrayList<>();
    for (JsonNode what : status.path("waits_for")) {
      waitsFor.add(what.stringValue(""));
    }
    return waitsFor;
  }

  Answers answers() {
    return Answers.of(status);
  }

  /// Looks again.
  void refresh() throws IOException, ControlRefusedException {
    status = control.ask("status", ANSWERS_WITHIN);
  }

  void becomeCurrent() throws IOException, ControlRefusedException {
    status = control.ask("become-current", ANSWERS_WITHIN);
  }

  @Override
  public void close() throws IOException {
    control.close();
  }
}
