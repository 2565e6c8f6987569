package org.holdfast.app.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Target;

/// Servers in this process, on free ports.
public final class Servers {
  static final String FREE_PORTS =
      """
      admin: {address: '127.0.0.1:0'}
      journal: {reserve: 1MiB}
      listeners:
        - {name: public, address: '127.0.0.1:0'}
      """;

  private Servers() {}

  /// A server over `data` with more lines of configuration.
  public static BalancedServer start(Path data, String more, StopSignal stop) throws Exception {
    return startAs(data, FREE_PORTS + more, stop);
  }

  static BalancedServer startAs(Path data, String config, StopSignal stop) throws Exception {
    return startAs(data, config, Clock.systemUTC(), stop);
  }

  /// A server over `data` that goes by another clock, with more lines of configuration.
  public static BalancedServer start(Path data, String more, Clock clock, StopSignal stop)
      throws Exception {
    return startAs(data, FREE_PORTS + more, clock, stop);
  }

  static BalancedServer startAs(Path data, String config, Clock clock, StopSignal stop)
      throws Exception {
    ConfigFile.Loaded loaded = loaded(data, config);
    Server server = Server.start(loaded, new BuildInfo("1.2.3", "abc"), clock, stop);
    return new BalancedServer(server, Set.copyOf(loaded.config().roles()));
  }

  /// One that ends while what it needs for its sums is taken from it. Whoever starts over the same
  /// data afterwards is asked for them.
  static Server startDoomed(Path data, String config) throws Exception {
    return Server.start(
        loaded(data, config), new BuildInfo("1.2.3", "abc"), Clock.systemUTC(), new StopSignal());
  }

  /// A process of its own that takes no measurements in, so that there are no sums to check.
  static ServerProcess startBouncer(ServerCommand command, Duration patience) throws IOException {
    return ServerProcess.start(command, patience);
  }

  private static ConfigFile.Loaded loaded(Path data, String config) throws Exception {
    return ConfigFile.parse("test.yaml", "data: " + data + "\n" + config);
  }

  static Target listener(BalancedServer server, String name) {
    return server.listener(name);
  }

  static Target listener(String readyLine, String name) {
    Map<String, URI> urls =
        Arrays.stream(readyLine.split(" ", -1))
            .skip(1)
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> URI.create(pair[1])));
    return Target.of(Objects.requireNonNull(urls.get(name)));
  }
}
