package org.holdfast.app.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which build this is.
///
/// @param version as in `0.1.0-SNAPSHOT`
/// @param commit abbreviated, or `unknown` where the build saw no git repository
public record BuildInfo(String version, String commit) {
  private static final String UNKNOWN = "unknown";

  /// Reads what the build left in the jar.
  public static BuildInfo load() {
    Properties properties = new Properties();
    try (InputStream resource = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (resource != null) {
        properties.load(resource);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("build.properties cannot be read", e);
    }
    return new BuildInfo(
        properties.getProperty("version", UNKNOWN),
        blankless(properties.getProperty("commit", "")));
  }

  /// One word for envelopes and logs, as in `0.1.0-SNAPSHOT+1a2b3c4`.
  public String label() {
    return version + "+" + commit;
  }

  private static String blankless(String commit) {
    return commit.isBlank() ? UNKNOWN : commit.strip();
  }
}
