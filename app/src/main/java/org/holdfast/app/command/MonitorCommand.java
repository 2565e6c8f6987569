package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.holdfast.app.issuer.ViewMonitor;
import org.holdfast.app.issuer.ViewMonitor.Finding;
import org.holdfast.app.issuer.ViewMonitor.View;
import org.holdfast.client.CollectorTransport;
import org.holdfast.credentials.transparency.BrokenLogException;
import org.holdfast.credentials.transparency.ParameterLog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast credentials monitor`: whether everybody is shown the same parameters and policy.
@Command(
    name = "monitor",
    description = {
      "Compares what collectors show as manifest and log; ends with 1 and the evidence if somebody",
      "is shown something else. What may only be late is looked at again after an epoch."
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

  @Parameters(arity = "1..*", paramLabel = "URL", description = "Collectors, or ways to one.")
  private List<URI> urls = List.of();

  MonitorCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build()) {
      List<View> views = look(http);
      List<Finding> findings = findings(views);
      if (!findings.isEmpty() && findings.stream().allMatch(Finding::mayPass)) {
        Thread.sleep(epoch);
        views = look(http);
        findings = findings(views);
      }
      if (findings.isEmpty()) {
        remember(views.getFirst().log());
        out.println(
            "all "
                + views.size()
                + " see the same "
                + views.getFirst().log().entries().size()
                + " entries of "
                + views.getFirst().log().publicKey());
        return ExitCode.OK;
      }
      findings.forEach(finding -> err.println("monitor: " + finding.text()));
    } catch (BrokenLogException e) {
      err.println("monitor: " + e.getMessage());
    }
    return ExitCode.FAILED;
  }

  private List<View> look(HttpClient http)
      throws IOException, InterruptedException, BrokenLogException {
    List<View> views = new ArrayList<>();
    for (URI url : urls) {
      views.add(ViewMonitor.look(url.toString(), CollectorTransport.http(http, url)));
    }
    return views;
  }

  private List<Finding> findings(List<View> views) throws IOException, BrokenLogException {
    List<Finding> findings = new ArrayList<>(ViewMonitor.compare(views));
    if (state != null && Files.exists(state)) {
      ParameterLog before = ParameterLog.parse(Files.readString(state));
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

  private void remember(ParameterLog log) throws IOException {
    if (state != null) {
      Path unfinished = state.resolveSibling(state.getFileName() + ".new");
      Files.writeString(unfinished, log.text(), StandardCharsets.UTF_8);
      Files.move(unfinished, state, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
