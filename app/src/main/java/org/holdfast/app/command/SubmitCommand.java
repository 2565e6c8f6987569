package org.holdfast.app.command;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.HostPort;
import org.holdfast.app.config.ListenerConfig;
import org.holdfast.app.submit.StateFileException;
import org.holdfast.app.submit.Submit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast submit`: hands in the measurements of files.
@Command(
    name = "submit",
    description = {
      "Hands in measurements: JSON documents, JSON lines, and legacy report files (JSON, YAML),",
      "gzipped or not. One line per refusal; ends with 0 only if all were acknowledged."
    },
    mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = "The collector; default the first listener of the configuration.")
  private @Nullable URI to;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "Remembers what was acknowledged; a second run sends only the rest.")
  private @Nullable Path state;

  @Option(
      names = "--credential",
      paramLabel = "FILE",
      description = {
        "Proves that the measurements come from somebody who has been submitting for a while,",
        "without saying who. Obtained from the collector and kept in FILE, which is a secret.",
        "Documents that go into reports of old are sent without."
      })
  private @Nullable Path credential;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "How many measurements are in flight at once (default ${DEFAULT-VALUE}).")
  private int parallel = Submit.PARALLEL_DEFAULT;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to hand in.")
  private List<Path> files = List.of();

  SubmitCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI collector;
    try {
      collector = to == null ? firstListener(config.load().config()) : to;
    } catch (ConfigException e) {
      err.println(e.report());
      return ExitCode.USAGE;
    }
    if (!isHttp(collector) || parallel < 1 || parallel > 256) {
      err.println(
          "submit: --to takes a URL as in https://collector.example.org; without it the"
              + " first listener must have a port; --parallel takes 1 to 256");
      return ExitCode.USAGE;
    }
    Submit.Options options =
        new Submit.Options(
            collector,
            Optional.ofNullable(state),
            Optional.ofNullable(credential),
            parallel,
            files);
    try {
      boolean complete = new Submit(options, out, err, isTerminal()).run();
      return complete ? ExitCode.OK : ExitCode.FAILED;
    } catch (StateFileException e) {
      err.println("submit: " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private static URI firstListener(HoldfastConfig config) {
    ListenerConfig listener = config.listeners().getFirst();
    HostPort address = listener.address();
    HostPort reachable = address.isWildcard() ? new HostPort("127.0.0.1", address.port()) : address;
    String scheme = listener.tls().isPresent() ? "https" : "http";
    return listener.url().orElseGet(() -> URI.create(scheme + "://" + reachable));
  }

  private static boolean isHttp(URI uri) {
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    return http && uri.getHost() != null && uri.getPort() != 0;
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }
}
