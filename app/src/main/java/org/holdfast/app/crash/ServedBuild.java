package org.holdfast.app.crash;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.app.config.ConfigException;
import org.holdfast.testkit.crash.Subject;
import org.holdfast.testkit.process.ServerCommand;

/// `holdfast serve` of this build, in all roles, with an archive that is written at once and
/// segments that are soon full.
public final class ServedBuild implements Subject {
  private static final String MAIN_CLASS = "org.holdfast.app.Holdfast";
  static final String CONFIGURATION = "holdfast.yaml";

  /// For the crash test, which makes one by reflection in other JVMs.
  public ServedBuild() {}

  @Override
  public Path data(Path directory) {
    return directory.resolve("data");
  }

  @Override
  public void configure(Path directory, int publicPort, int adminPort) throws IOException {
    Files.writeString(
        directory.resolve(CONFIGURATION),
        """
        data: '%s'
        listeners:
          - name: public
            address: 127.0.0.1:%d
        admin:
          address: 127.0.0.1:%d
        journal:
          segment-size: 1MiB
          reserve: 16MiB
        pipeline:
          publish-after: 200ms
        """
            .formatted(data(directory), publicPort, adminPort));
  }

  @Override
  public ServerCommand command(Path directory, List<String> jvmArguments, List<Path> classPath) {
    List<String> arguments = new ArrayList<>();
    arguments.add("-Xmx256m");
    arguments.add("-XX:+UseSerialGC");
    arguments.add("-XX:TieredStopAtLevel=1");
    arguments.add("-XX:+UseCompactObjectHeaders");
    arguments.add("-Djava.io.tmpdir=" + directory);
    arguments.add("--enable-native-access=ALL-UNNAMED");
    arguments.add("--sun-misc-unsafe-memory-access=allow");
    arguments.addAll(jvmArguments);
    ServerCommand like =
        ServerCommand.likeThisProcess(
            arguments,
            MAIN_CLASS,
            List.of("serve", "--config", directory.resolve(CONFIGURATION).toString()),
            directory);
    String before =
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    return before.isEmpty()
        ? like
        : like.withClassPath(before + File.pathSeparator + like.classPath());
  }

  @Override
  public List<String> hostArguments(Path directory) throws IOException {
    Path logging = directory.resolve("logging.xml");
    Files.writeString(
        logging,
        """
        <configuration>
          <appender name="stderr" class="ch.qos.logback.core.ConsoleAppender">
            <target>System.err</target>
            <encoder><pattern>%d [%t] %-5level %logger %kvp %msg%n%ex{short}</pattern></encoder>
          </appender>
          <root level="WARN"><appender-ref ref="stderr"/></root>
        </configuration>
        """);
    return List.of(
        "-Xmx1g",
        "-XX:+UseSerialGC",
        "-XX:+UseCompactObjectHeaders",
        "-Djava.io.tmpdir=" + directory,
        "-Dlogback.configurationFile=" + logging,
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow");
  }

  @Override
  public Resident startHere(Path directory) throws IOException {
    try {
      return ResidentServer.start(directory.resolve(CONFIGURATION));
    } catch (ConfigException e) {
      throw new IOException(e);
    }
  }
}
