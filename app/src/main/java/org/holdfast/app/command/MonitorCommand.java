package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.app.config.HostPort;
import org.holdfast.app.issuer.Lookout;
import org.holdfast.app.issuer.ViewMonitor;
import org.holdfast.app.issuer.ViewMonitor.Finding;
import org.holdfast.app.issuer.ViewMonitor.View;
import org.holdfast.credentials.transparency.BrokenLogException;
import org.holdfast.credentials.transparency.ParameterLog;
import org.holdfast.edge.socks.SocksHttp;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast credentials monitor`: whether everybody is shown the same parameters and policy.
@Command(
    name = "monitor",
    description = {
      "Compares what collectors show as manifest and log; ends with 1 and the evidence if somebody",
      "is shown something else. What may only be late or away is looked at again after an epoch.",
      "Behind a URL stands the way to it: #socks through the proxy of --socks, as to every .onion;",
      "#front=HOST[:PORT] at that front, with the URL's own name as Host."
    },
    mixinStandardHelpOptions = true)
final class MonitorCommand implements Callable<Integer> {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--epoch",
      paramLabel = "DURATION",
      defaultValue = "PT60S",
      description = "How long a new manifest may take to be everywhere (default ${DEFAULT-VALUE}).")
  private Duration epoch = Duration.ofMinutes(1);

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "Remembers the log from one run to the next, so that a changed past shows.")
  private @Nullable Path state;

  @Option(
      names = "--socks",
      paramLabel = "HOST:PORT",
      converter = SocksAddress.class,
      description = "A SOCKS 5 proxy, as Tor's 127.0.0.1:9050; each URL gets circuits of its own.")
  private @Nullable HostPort socks;

  @Parameters(
      arity = "1..*",
      paramLabel = "URL[#WAY]",
      converter = LookoutUrl.class,
      description = "Collectors, or ways to one.")
  private List<Lookout> lookouts = List.of();

  MonitorCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<Lookout> unreachable =
        lookouts.stream().filter(each -> each.throughSocks() && socks == null).findFirst();
    if (unreachable.isPresent()) {
      err.println(
          "monitor: " + unreachable.get().text() + " needs --socks, as in --socks 127.0.0.1:9050");
      return ExitCode.USAGE;
    }
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build()) {
      List<View> views = new ArrayList<>();
      List<Finding> findings = look(http, views);
      if (!findings.isEmpty() && findings.stream().allMatch(Finding::mayPass)) {
        Thread.sleep(epoch);
        findings = look(http, views);
      }
      return tell(views, findings);
    }
  }

  private int tell(List<View> views, List<Finding> findings) throws IOException {
    findings.forEach(finding -> err.println("monitor: " + finding.text()));
    if (!findings.isEmpty()) {
      return ExitCode.FAILED;
    }
    ParameterLog log = views.getFirst().log();
    remember(log);
    out.println(
        "all "
            + views.size()
            + " see the same "
            + log.entries().size()
            + " entries of "
            + log.publicKey());
    return ExitCode.OK;
  }

  /// Who cannot be asked does not hide what the others are shown.
  ///
  /// @param views what can be seen; replaced
  private List<Finding> look(HttpClient http, List<View> views)
      throws IOException, InterruptedException {
    views.clear();
    List<Finding> findings = new ArrayList<>();
    for (Lookout lookout : lookouts) {
      try {
        views.add(ViewMonitor.look(lookout.text(), lookout.transport(http, proxy())));
      } catch (IOException e) {
        findings.add(new Finding(lookout.text() + " cannot be looked at: " + e, true));
      } catch (BrokenLogException e) {
        findings.add(new Finding(lookout.text() + " is shown no log: " + e.getMessage(), false));
      }
    }
    findings.addAll(findings(views));
    return findings;
  }

  /// Anew for each, so that Tor gives each circuits of its own.
  private Optional<SocksHttp> proxy() {
    return Optional.ofNullable(socks)
        .map(address -> new SocksHttp(address.resolve(), new SecureRandom()));
  }

  private List<Finding> findings(List<View> views) throws IOException {
    List<Finding> findings = new ArrayList<>(ViewMonitor.compare(views));
    if (state != null && Files.exists(state)) {
      ParameterLog before = before(state);
      for (View view : views) {
        if (!before.isConsistentWith(view.log())
            || before.entries().size() > view.log().entries().size()) {
          findings.add(
              new Finding(
                  view.name() + " is shown a log whose past is not that of " + state, false));
        }
      }
    }
    return findings;
  }

  private static ParameterLog before(Path state) throws IOException {
    try {
      return ParameterLog.parse(Files.readString(state));
    } catch (BrokenLogException e) {
      throw new IOException(state + " " + e.getMessage(), e);
    }
  }

  private void remember(ParameterLog log) throws IOException {
    if (state != null) {
      Path unfinished = state.resolveSibling(state.getFileName() + ".new");
      Files.writeString(unfinished, log.text(), StandardCharsets.UTF_8);
      Files.move(unfinished, state, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /// For picocli.
  static final class SocksAddress implements CommandLine.ITypeConverter<HostPort> {
    @Override
    public HostPort convert(String text) {
      return HostPort.parse(text)
          .orElseThrow(
              () -> new CommandLine.TypeConversionException("'" + text + "' is no HOST:PORT"));
    }
  }

  /// For picocli.
  static final class LookoutUrl implements CommandLine.ITypeConverter<Lookout> {
    @Override
    public Lookout convert(String text) {
      try {
        return Lookout.parse(text);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }
}
