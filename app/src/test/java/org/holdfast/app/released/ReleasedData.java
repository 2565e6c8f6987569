package org.holdfast.app.released;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.app.system.Installation;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.ProbeCrowd;
import org.holdfast.testkit.probe.Told;
import org.holdfast.testkit.traffic.Fate;
import org.holdfast.testkit.traffic.ProbeRun;
import org.holdfast.testkit.traffic.Workload;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;

/// The data directory of a server of an earlier release, and what that server had acknowledged.
///
/// @param directory as it was when the server was killed
/// @param published the SHA-256 of the body kept, by uid
/// @param quarantined uids
/// @param openReport the id of a report that was open
record ReleasedData(
    Path directory, Map<String, String> published, List<String> quarantined, String openReport) {

  /// What the last release wrote.
  static final int LATEST = 1;

  /// Lays a copy out.
  ///
  /// @param release number of the formats, from 1 to [#LATEST]
  static ReleasedData unpack(int release, Path into) throws Exception {
    Files.createDirectories(into);
    run("tar", "-xzf", resource("data-" + release + ".tar.gz").toString(), "-C", into.toString());
    Map<String, String> published = new TreeMap<>();
    List<String> quarantined = new ArrayList<>();
    String openReport = "";
    for (String line : Files.readAllLines(resource("data-" + release + ".txt"))) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "published" -> published.put(words[1], words[2]);
        case "quarantined" -> quarantined.add(words[1]);
        case "open" -> openReport = words[1];
        default -> throw new IOException("unknown line: " + line);
      }
    }
    return new ReleasedData(into, published, quarantined, openReport);
  }

  private static Path resource(String name) throws Exception {
    return Path.of(
        Objects.requireNonNull(ReleasedData.class.getResource("/formats/" + name)).toURI());
  }

  /// Makes `data-<n>.tar.gz` and `data-<n>.txt` with a server of this build: for the release that
  /// comes out with it, and once only. Half of what was handed in stands in the archive, the rest
  /// in the journal of a server that was killed.
  ///
  /// @param arguments the number n and the directory to write them in
  public static void main(String[] arguments) throws Exception {
    String name = "data-" + Integer.parseInt(arguments[0]);
    Path work = Files.createTempDirectory("holdfast-released");
    try (History history = History.inMemory();
        Installation server = new Installation(work, "pipeline: {publish-after: 1s}")) {
      Instant start = Instant.now().minus(Duration.ofDays(1));
      handIn(server, history, Workload.mixed(1, start, 1, 2));
      Settling.awaitArchived(server.admin(), server.archive(), Installation.PATIENCE);
      server.terminate();
      server.configure("pipeline: {publish-after: 1h}");
      server.startAgain();
      handIn(server, history, Workload.mixed(2, start.plusSeconds(3600), 1, 2));
      String openReport = openReport(server);
      Settling.awaitIndexed(server.admin(), Installation.PATIENCE);
      server.kill();
      Path out = Path.of(arguments[1]).toAbsolutePath();
      Files.write(out.resolve(name + ".txt"), acknowledged(history, openReport));
      run(
          "tar",
          "--owner=0",
          "--group=0",
          "--numeric-owner",
          "--exclude=./control",
          "-czf",
          out.resolve(name + ".tar.gz").toString(),
          "-C",
          server.data().toString(),
          ".");
    }
    run("rm", "-r", work.toString());
  }

  private static void handIn(Installation server, History history, Workload workload) {
    ProbeCrowd crowd =
        new ProbeCrowd(server.open(), history, Clock.systemUTC(), 1, Installation.PATIENCE);
    List<ProbeRun> all = new ArrayList<>(workload.runs());
    all.addAll(workload.repetitions());
    if (!crowd.handIn(all).isEmpty()) {
      throw new IllegalStateException("not everything was answered");
    }
  }

  private static String openReport(Installation server) throws IOException {
    Answer opened =
        WireConnection.once(
            server.open(),
            WireRequest.of("POST", "/report")
                .header("Host", "x")
                .sized(
                    """
                    {"software_name":"ooniprobe","software_version":"2.3.0","probe_asn":"AS3243",\
                    "probe_cc":"PT","test_name":"web_connectivity","test_version":"0.1.0",\
                    "data_format_version":"0.2.0","test_start_time":"2026-01-01 00:00:00",\
                    "format":"json"}"""
                        .getBytes(UTF_8)));
    return opened.member("report_id").orElseThrow();
  }

  /// A line for each measurement: as it was first acknowledged.
  private static List<String> acknowledged(History history, String openReport) {
    Map<String, String> lines = new TreeMap<>();
    for (Attempt attempt : history.attempts()) {
      if (attempt.told() instanceof Told.Acknowledged(int _, Optional<String> uid)
          && uid.isPresent()) {
        boolean kept = attempt.measurement().fate() == Fate.PUBLISHED;
        lines.putIfAbsent(
            attempt.measurement().key(),
            kept ? "published " + uid.get() + " " + attempt.body() : "quarantined " + uid.get());
      }
    }
    List<String> all = new ArrayList<>(lines.values());
    all.sort(null);
    all.add("open " + openReport);
    return all;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new UncheckedIOException(new IOException("failed: " + String.join(" ", command)));
    }
  }
}
