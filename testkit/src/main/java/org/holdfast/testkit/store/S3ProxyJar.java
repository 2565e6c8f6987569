package org.holdfast.testkit.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Finds what [S3Server] runs from. It is no dependency of any module, since it brings an HTTP
/// server and a hundred libraries of its own: Maven copies it beside the module's classes.
public final class S3ProxyJar {
  private static final String VERSION = "4.1.0";

  private S3ProxyJar() {}

  /// The jar in the module's `target`, or else in the local repository.
  ///
  /// @throws FileNotFoundException if it is in neither
  public static Path find() throws IOException {
    Path copied = Path.of("target", "servers", "s3proxy.jar");
    Path cached =
        Path.of(
            System.getProperty("user.home"),
            ".m2/repository/org/gaul/s3proxy",
            VERSION,
            "s3proxy-" + VERSION + "-jar-with-dependencies.jar");
    for (Path place : List.of(copied, cached)) {
      if (Files.isRegularFile(place)) {
        return place;
      }
    }
    throw new FileNotFoundException(copied.toAbsolutePath() + " is not there; run mvn");
  }
}
