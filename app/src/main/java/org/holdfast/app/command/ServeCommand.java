package org.holdfast.app.command;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.server.BackgroundPriority;
import org.holdfast.app.server.Server;
import org.holdfast.app.server.StartException;
import org.holdfast.app.server.StopRequestedException;
import org.holdfast.app.server.StopSignal;
import org.holdfast.app.systemd.SystemdNotify;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `holdfast serve`: runs the server until SIGTERM or SIGINT. When it is ready it prints one line
/// on standard output, as in `ready public=http://127.0.0.1:8080 admin=http://127.0.0.1:8081`.
@Command(
    name = "serve",
    description = "Runs the server; prints one line when ready; SIGTERM drains and ends with 0.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Duration FULLY_READY_WITHIN = Duration.ofSeconds(10);

  private final BuildInfo build;
  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--successor-of",
      paramLabel = "PID",
      hidden = true,
      description = "Set by an upgrade: stands by until that process hands over.")
  private @Nullable Long successorOf;

  @Mixin private ConfigOption config = new ConfigOption();

  ServeCommand(BuildInfo build, PrintStream out, PrintStream err) {
    this.build = build;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    ConfigFile.Loaded loaded;
    try {
      loaded = config.load();
    } catch (ConfigException e) {
      err.println(e.report());
      return ExitCode.USAGE;
    }
    StopSignal stop = new StopSignal();
    try (ShutdownHook hook = ShutdownHook.install(stop)) {
      int code = serve(loaded, stop);
      hook.endWith(code);
      return code;
    }
  }

  private int serve(ConfigFile.Loaded loaded, StopSignal stop) throws InterruptedException {
    SystemdNotify systemd = SystemdNotify.from(System.getenv());
    Optional<Long> predecessor = Optional.ofNullable(successorOf);
    try (Server server =
        predecessor.isPresent() ? startBehind(predecessor, loaded, stop) : start(loaded, stop)) {
      if (!stop.isGiven()) {
        out.println(server.readyLine());
        out.flush();
        if (predecessor.isEmpty()) {
          systemd.ready();
        }
      }
      stop.await();
      // Heard from a process beside the supervised one, it would end that one, too.
      if (server.isCurrent()) {
        systemd.stopping();
      }
    } catch (StartException e) {
      err.println("serve: " + e.getMessage());
      return ExitCode.FAILED;
    } catch (StopRequestedException e) {
      return endOf(stop);
    }
    return endOf(stop);
  }

  private Server start(ConfigFile.Loaded loaded, StopSignal stop)
      throws StartException, StopRequestedException, InterruptedException {
    return ready(Server.start(loaded, build, Clock.systemUTC(), stop), stop);
  }

  /// The predecessor serves meanwhile, and its clients come first.
  private Server startBehind(Optional<Long> predecessor, ConfigFile.Loaded loaded, StopSignal stop)
      throws StartException, StopRequestedException, InterruptedException {
    try (BackgroundPriority _ = BackgroundPriority.begin()) {
      return ready(Server.start(loaded, build, Clock.systemUTC(), stop, predecessor), stop);
    }
  }

  private static Server ready(Server server, StopSignal stop) throws InterruptedException {
    server.awaitReady(FULLY_READY_WITHIN, stop);
    return server;
  }

  private static int endOf(StopSignal stop) {
    return stop.isFailure() ? ExitCode.FAILED : ExitCode.OK;
  }
}
