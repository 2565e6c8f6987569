package org.holdfast.app.crash;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.testkit.crash.Subject;
import org.holdfast.testkit.process.ServerCommand;

/// `holdfast serve` of this build, in all roles, with an archive that is written at once and
/// segments that are soon full.
public final class ServedBuild implements Subject {
  private static final String MAIN_CLASS = "org.holdfast.app.Holdfast";

  @Override
  public Path data(Path directory) {
    return directory.resolve("data");
  }

  @Override
  public void configure(Path directory, int publicPort, int adminPort) throws IOException {
    Files.writeString(
        directory.resolve("holdfast.yaml"),
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
            List.of("serve", "--config", directory.resolve("holdfast.yaml").toString()),
            directory);
    String before =
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    return before.isEmpty()
        ? like
        : like.withClassPath(before + File.pathSeparator + like.classPath());
  }
}
