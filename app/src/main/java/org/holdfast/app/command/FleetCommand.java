package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.server.FleetKeyFile;
import org.holdfast.app.server.FleetStores;
import org.holdfast.app.server.UnusableKeyException;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.enrol.EnrolmentToken;
import org.holdfast.bouncer.fleet.enrol.OwnFile;
import org.holdfast.bouncer.fleet.operate.FleetOperations;
import org.holdfast.bouncer.fleet.operate.FleetTable;
import org.holdfast.bouncer.fleet.operate.HaProxyText;
import org.holdfast.bouncer.fleet.operate.OnionBalanceText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast fleet ...`: what operators do to a fleet. Works on the directory's database, so that
/// it does not matter which bouncers run; what they do shows in answers within 2 s.
@Command(
    name = "fleet",
    description = "Enrols nodes; lists, drains, promotes, retires and pins them.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class FleetCommand {
  private static final int HISTORY = 50;

  private final PrintStream out;
  private final PrintStream err;

  @Mixin private ConfigOption config = new ConfigOption();

  FleetCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  private interface Step {
    int take(HoldfastConfig config, FleetStore store) throws IOException, UnusableKeyException;
  }

  private int withStore(Step step) {
    try {
      HoldfastConfig loaded = config.load().config();
      try (FleetStore store = FleetStores.open(loaded)) {
        return step.take(loaded, store);
      }
    } catch (ConfigException e) {
      err.println(e.report());
      return ExitCode.USAGE;
    } catch (IOException | UnusableKeyException | FleetUnavailableException e) {
      err.println("fleet: " + e.getMessage());
      return ExitCode.FAILED;
    }
  }

  @Command(
      name = "enroll",
      aliases = "enrol",
      description = {
        "Lets a node in: writes a token with which the node makes its first contact, once. The",
        "node makes its own key at its first start; the key never leaves it."
      })
  int enroll(
      @Parameters(paramLabel = "NODE") String node,
      @Option(
              names = "--token-out",
              paramLabel = "FILE",
              description = "Where the token is written, for its owner only. Default: NODE.token")
          @Nullable Path tokenOut,
      @Option(names = "--valid-hours", defaultValue = "24", paramLabel = "N") int hours,
      @Option(names = "--why", defaultValue = "enrolment", paramLabel = "TEXT") String why) {
    Optional<NodeName> name = named(node);
    if (name.isEmpty() || hours < 1) {
      return ExitCode.USAGE;
    }
    return withStore(
        (loaded, store) -> {
          Path keyFile =
              loaded.fleet().keyFile().orElseGet(() -> loaded.data().resolve("fleet.key"));
          EnrolmentToken token =
              operations(store)
                  .enrol(
                      FleetKeyFile.read(keyFile).fleetName(),
                      name.get(),
                      Duration.ofHours(hours),
                      who(),
                      why,
                      new SecureRandom());
          Path file = Optional.ofNullable(tokenOut).orElseGet(() -> Path.of(node + ".token"));
          OwnFile.write(file, token.textForItsFileOnly() + "\n");
          out.println("enrolled " + node + "; its token is in " + file);
          return ExitCode.OK;
        });
  }

  @Command(name = "list", description = "Shows nodes, addresses and what bouncers found of them.")
  int list() {
    return withStore(
        (loaded, store) -> print(FleetTable.nodes(store.read(), Clock.systemUTC().instant())));
  }

  @Command(name = "drain", description = "Takes a node out of answers; it goes on with its work.")
  int drain(@Parameters(paramLabel = "NODE") String node, @Mixin WhyOption why) {
    return want(node, Wanted.DRAINED, why);
  }

  @Command(name = "promote", description = "Lets a node into answers again.")
  int promote(@Parameters(paramLabel = "NODE") String node, @Mixin WhyOption why) {
    return want(node, Wanted.SERVING, why);
  }

  @Command(name = "retire", description = "Takes a node out of the fleet; promote undoes it.")
  int retire(@Parameters(paramLabel = "NODE") String node, @Mixin WhyOption why) {
    return want(node, Wanted.RETIRED, why);
  }

  @Command(
      name = "pin",
      description = {
        "Sends the measurements of a nettest to one node, as in web_connectivity=c1, while that",
        "serves; without a node (web_connectivity=) to any again."
      })
  int pin(@Parameters(paramLabel = "TEST=NODE") String pin, @Mixin WhyOption why) {
    String[] parts = pin.split("=", 2);
    if (parts.length != 2 || !parts[0].matches("[a-z0-9_]{1,64}")) {
      err.println("fleet: '" + pin + "' is not TEST=NODE");
      return ExitCode.USAGE;
    }
    Optional<NodeName> node = parts[1].isEmpty() ? Optional.empty() : named(parts[1]);
    if (node.isEmpty() && !parts[1].isEmpty()) {
      return ExitCode.USAGE;
    }
    return withStore(
        (loaded, store) ->
            told(operations(store).pin(parts[0], node, who(), why.why, why.dryRun), parts[1]));
  }

  @Command(name = "history", description = "Shows what was done, the latest first.")
  int history(@Option(names = "--limit", defaultValue = "" + HISTORY, paramLabel = "N") int limit) {
    return withStore((loaded, store) -> print(FleetTable.history(store.history(limit))));
  }

  @Command(
      name = "haproxy-config",
      description = "Prints a configuration for HAProxy over all collectors.")
  int haproxyConfig(
      @Option(names = "--bind", defaultValue = ":8080", paramLabel = "ADDRESS") String bind,
      @Option(
              names = "--agent-port",
              defaultValue = "0",
              paramLabel = "PORT",
              description =
                  "Where the nodes' agents listen (fleet.node.agent). Default: not asked.")
          int agentPort,
      @Option(
              names = "--proxy-protocol",
              description = "For nodes whose listener says proxy-protocol: true.")
          boolean proxyProtocol,
      @Option(
              names = "--ca-file",
              defaultValue = HaProxyText.Wish.SYSTEM,
              paramLabel = "FILE",
              description =
                  "Authorities of the nodes' certificates, where HAProxy runs. Default: the system's.")
          String authorities) {
    return withStore(
        (loaded, store) -> {
          out.print(
              HaProxyText.of(
                  store.read(), new HaProxyText.Wish(bind, agentPort, proxyProtocol, authorities)));
          return ExitCode.OK;
        });
  }

  @Command(
      name = "onionbalance-config",
      description = "Prints a configuration for onionbalance over the collectors' onion names.")
  int onionbalanceConfig(@Parameters(paramLabel = "KEY") String keyFile) {
    return withStore(
        (loaded, store) -> {
          out.print(OnionBalanceText.of(store.read(), keyFile));
          return ExitCode.OK;
        });
  }

  /// Why something is done, and whether it is only tried.
  static final class WhyOption {
    @Option(names = "--why", required = true, paramLabel = "TEXT", description = "Kept with it.")
    private String why = "";

    @Option(names = "--dry-run", description = "Shows what would change, and changes nothing.")
    private boolean dryRun;
  }

  private int want(String node, Wanted wanted, WhyOption why) {
    Optional<NodeName> name = named(node);
    return name.isEmpty()
        ? ExitCode.USAGE
        : withStore(
            (loaded, store) ->
                told(operations(store).want(name.get(), wanted, who(), why.why, why.dryRun), node));
  }

  private int told(Optional<FleetOperations.Change> change, String node) {
    if (change.isEmpty()) {
      err.println("fleet: nobody called '" + node + "' is enrolled");
      return ExitCode.FAILED;
    }
    out.println(change.get().line());
    return ExitCode.OK;
  }

  private int print(List<String> lines) {
    lines.forEach(out::println);
    return ExitCode.OK;
  }

  private Optional<NodeName> named(String text) {
    Optional<NodeName> name = NodeName.parse(text);
    if (name.isEmpty()) {
      err.println("fleet: '" + text + "' is not a node's name; write a-z, 0-9 and '-'");
    }
    return name;
  }

  private static FleetOperations operations(FleetStore store) {
    return new FleetOperations(store, Clock.systemUTC());
  }

  private static String who() {
    return System.getProperty("user.name", "unknown");
  }
}
