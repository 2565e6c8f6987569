package org.holdfast.app.demo.fleet;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.testkit.process.OwnJvm;
import org.holdfast.testkit.store.S3ProxyJar;

/// Where Kafka, PostgreSQL and the S3 server are. The build lays them beside the program's own
/// libraries: in `fleet-lib/` and `servers/s3proxy.jar`, next to `lib/`.
///
/// @param classPath of Kafka and PostgreSQL
/// @param s3proxy a jar with all it needs
public record ServerLibrary(List<String> classPath, Path s3proxy) {
  private static final String BROKER = "kafka/Kafka.class";

  public ServerLibrary {
    classPath = List.copyOf(classPath);
  }

  /// @throws FileNotFoundException if the build has not laid them there
  public static ServerLibrary find() throws IOException {
    List<String> own = OwnJvm.classPathEntries();
    if (ClassLoader.getSystemResource(BROKER) != null) {
      return new ServerLibrary(own, S3ProxyJar.find()); // a test's class path has everything
    }
    Path target = ownJar().resolve("..", "..").normalize();
    Path library = target.resolve("fleet-lib");
    Path s3proxy = target.resolve("servers").resolve("s3proxy.jar");
    for (Path needed : List.of(library, s3proxy)) {
      if (!Files.exists(needed)) {
        throw new FileNotFoundException(needed + " is not there; build with mvn package");
      }
    }
    return new ServerLibrary(
        Stream.concat(Stream.of(library.resolve("*").toString()), own.stream()).toList(), s3proxy);
  }

  private static Path ownJar() throws IOException {
    try {
      return Path.of(
          ServerLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
