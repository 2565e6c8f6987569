package org.holdfast.app.upgrade;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.app.Holdfast;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.control.ControlClient;
import org.holdfast.app.control.ControlDirectory;

/// This very build, which dies as soon as the pipeline has been handed over to it.
final class HaltingServer {
  private static final int EXIT_CODE = 7;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private HaltingServer() {}

  /// @param arguments as for `holdfast serve`, from its second word on the configuration
  public static void main(String[] arguments) throws Exception {
    Path data = ConfigFile.read(Path.of(arguments[2])).config().data();
    Thread.ofPlatform().daemon().start(() -> haltWithPipeline(data));
    Holdfast.main(arguments);
  }

  private static void haltWithPipeline(Path data) {
    boolean runs = false;
    while (!runs) {
      try {
        Thread.sleep(20);
        Optional<Path> own = ownSocket(data);
        if (own.isPresent()) {
          try (ControlClient client = ControlClient.connect(own.get())) {
            while (!runs) {
              Thread.sleep(20);
              runs = client.ask("status", PATIENCE).path("pipeline").booleanValue(false);
            }
          }
        }
      } catch (Exception e) {
        // Not there yet.
      }
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  static Optional<Path> ownSocket(Path data) throws Exception {
    String start = ProcessHandle.current().pid() + "-";
    return ControlDirectory.existing(data).sockets().stream()
        .filter(socket -> String.valueOf(socket.getFileName()).startsWith(start))
        .findFirst();
  }
}
