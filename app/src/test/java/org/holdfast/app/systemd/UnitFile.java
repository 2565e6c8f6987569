package org.holdfast.app.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The unit that is delivered, `deploy/holdfast.service`.
public final class UnitFile {
  /// Where it says the release is.
  public static final String RELEASE = "/opt/holdfast/current";

  /// Where it says the configuration is.
  public static final String CONFIGURATION = "/etc/holdfast/holdfast.yaml";

  private UnitFile() {}

  static String text() throws IOException {
    return Files.readString(Path.of("..", "deploy", "holdfast.service"));
  }

  /// The value of a key that stands there once.
  public static String value(String key) throws IOException {
    return text()
        .lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .reduce(
            (one, another) -> {
              throw new IllegalStateException(key + " stands there twice");
            })
        .orElseThrow();
  }
}
