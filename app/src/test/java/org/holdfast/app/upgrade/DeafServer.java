package org.holdfast.app.upgrade;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.app.Holdfast;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.control.ControlClient;

/// This very build, which answers nobody over its control socket: all it can hear are taken.
final class DeafServer {
  /// Appears in the data directory when it is deaf.
  static final String SIGN = "deaf";

  private static final int SESSIONS = 8;
  private static final List<ControlClient> TAKEN = new ArrayList<>();

  private DeafServer() {}

  /// @param arguments as for `holdfast serve`, from its second word on the configuration
  public static void main(String[] arguments) throws Exception {
    Path data = ConfigFile.read(Path.of(arguments[2])).config().data();
    Thread.ofPlatform().daemon().start(() -> takeAllSessions(data));
    Holdfast.main(arguments);
  }

  private static void takeAllSessions(Path data) {
    try {
      Optional<Path> own = Optional.empty();
      while (own.isEmpty()) {
        Thread.sleep(20);
        own = HaltingServer.ownSocket(data);
      }
      while (TAKEN.size() < SESSIONS) {
        TAKEN.add(ControlClient.connect(own.get()));
      }
      Files.writeString(data.resolve(SIGN), "");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
