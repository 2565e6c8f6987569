package org.holdfast.app.server;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.model.id.FleetKey;

/// The fleet key's file, which may come later, as with a disk that is mounted late; one that is
/// there and holds no key is not waited for.
final class AwaitedFleetKey {
  private AwaitedFleetKey() {}

  static FleetKey read(HoldfastConfig config, Waiting waiting, SecureRandom random)
      throws StartException, StopRequestedException, InterruptedException {
    Optional<Path> configured = config.fleet().keyFile();
    Path file = configured.orElse(config.data().resolve("fleet.key"));
    Result result =
        waiting.until(
            "fleet key",
            () -> {
              try {
                return new Result.Usable(
                    configured.isPresent()
                        ? FleetKeyFile.read(file)
                        : FleetKeyFile.readOrGenerate(file, random));
              } catch (UnusableKeyException e) {
                return new Result.Unusable(e);
              }
            });
    return switch (result) {
      case Result.Usable(FleetKey key) -> key;
      case Result.Unusable(UnusableKeyException e) ->
          throw new StartException(String.valueOf(e.getMessage()), e);
    };
  }

  private sealed interface Result {
    record Usable(FleetKey key) implements Result {}

    record Unusable(UnusableKeyException why) implements Result {}
  }
}
