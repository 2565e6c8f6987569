package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.testkit.metrics.PrometheusText;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a server can show or say to operators has an entry in `docs/runbook.md`.
class RunbookTest {
  private static final Path ROOT = Path.of("..");

  /// A meter that is made under its whole name.
  private static final Pattern METER =
      Pattern.compile(
          "(?:builder|counter|timer|summary|gauge)\\(\\s*\"(holdfast\\.[a-z.]*[a-z])\"");

  /// Where it is used, or as a constant.
  private static final Pattern REASON =
      Pattern.compile("(?:deferred\\([0-9]+, |String [A-Z_]+ = )\"([a-z-]+)\"");

  private static final Pattern SUFFIX =
      Pattern.compile("(?:_seconds)?(?:_total|_bucket|_count|_sum|_max)?$");

  @TempDir private Path data;

  @Test
  @DisplayName("D7: every meter in the code has an entry")
  void everyMeterInTheCodeHasAnEntry() throws IOException {
    Set<String> meters = new TreeSet<>();
    for (Path source : sources()) {
      found(METER, source).forEach(name -> meters.add(name.replace('.', '_')));
    }

    assertThat(meters).contains("holdfast_onion_away", "holdfast_fleet_store_away");
    assertThat(runbook()).contains(meters);
  }

  @Test
  @DisplayName("D7: every meter that a running server shows has an entry")
  void everyMeterOnTheMetricsPageHasAnEntry() throws Exception {
    try (BalancedServer server = Servers.start(data, "", new StopSignal())) {
      Set<String> shown =
          PrometheusText.scrape(Servers.listener(server, "admin")).samples().stream()
              .map(PrometheusText.Sample::name)
              .filter(name -> name.startsWith("holdfast_"))
              .map(name -> SUFFIX.matcher(name).replaceFirst(""))
              .collect(Collectors.toCollection(TreeSet::new));

      assertThat(shown).contains("holdfast_journal_set_aside", "holdfast_ledger_in_journal");
      assertThat(runbook()).contains(shown);
    }
  }

  @Test
  void everyReasonToPutAProbeOffHasAnEntry() throws IOException {
    List<String> reasons = new ArrayList<>();
    for (String source :
        List.of(
            "collector/src/main/java/org/holdfast/collector/Deferrals.java",
            "edge/src/main/java/org/holdfast/edge/NoRoom.java")) {
      reasons.addAll(found(REASON, ROOT.resolve(source)));
    }

    assertThat(reasons).contains("low-disk", "busy", "journal-failed", "internal-error");
    assertThat(runbook()).contains(reasons);
  }

  private static String runbook() throws IOException {
    return Files.readString(ROOT.resolve("docs/runbook.md"));
  }

  private static List<String> found(Pattern pattern, Path source) throws IOException {
    return pattern.matcher(Files.readString(source)).results().map(one -> one.group(1)).toList();
  }

  /// Of what runs at operators'.
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : (Iterable<Path>) modules::iterator) {
        Path main = module.resolve("src/main/java");
        if (Files.isDirectory(main)) {
          try (Stream<Path> files = Files.walk(main)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
          }
        }
      }
    }
    return sources;
  }
}
