package org.holdfast.testkit.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.history.Finding;
import org.holdfast.testkit.history.Finding.Kind;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.history.HistoryChecker;
import org.holdfast.testkit.history.Promise;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.Told;
import org.holdfast.testkit.traffic.Fate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Compares all that probes were told with all that can be read back: search and bodies through the
/// read API, the archive through its manifests, the quarantine by its files.
final class KeptPromises {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PAUSE = Duration.ofMillis(100);

  /// Much longer than anything that is under way and not in the ledger yet.
  private static final Duration REST = Duration.ofSeconds(8);

  private KeptPromises() {}

  /// Looks until every promise is kept: what was acknowledged a moment ago is on its way. Stops
  /// early where the server says that nothing is on its way any more.
  ///
  /// @return what is not right in the end
  static List<Finding> check(Life server, History history, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    long restingSince = System.nanoTime();
    while (true) {
      List<Finding> findings = look(server, history);
      long now = System.nanoTime();
      if (!isAtRest(server)) {
        restingSince = now;
      }
      if (findings.isEmpty() || now > deadline || now - restingSince > REST.toNanos()) {
        return findings;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static boolean isAtRest(Life server) {
    try {
      return Ledger.of(PrometheusText.scrape(server.admin())).inJournal() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// Whether all that was acknowledged stands in archive or quarantine.
  static boolean isAllFiled(Path data, History history) {
    List<Finding> findings = new ArrayList<>();
    checkFiles(data, history, findings);
    return findings.isEmpty();
  }

  private static List<Finding> look(Life server, History history) {
    List<Finding> findings = new ArrayList<>();
    checkFiles(server.data(), history, findings);
    if (findings.isEmpty()) {
      try (ReadApi api = new ReadApi(server.open())) {
        findings.addAll(new HistoryChecker(api).check(history).findings());
      } catch (IOException e) {
        findings.add(new Finding(Kind.LOST, "everything", "the read API: " + e.getMessage()));
      }
    }
    return findings;
  }

  /// A file that cannot be read is a finding like others: it may still be at work on, or stay so.
  private static void checkFiles(Path data, History history, List<Finding> findings) {
    try {
      compareFiles(data, history, findings);
    } catch (IOException | UncheckedIOException | JacksonException e) {
      findings.add(new Finding(Kind.SWAPPED, "archive", "cannot be read: " + e));
    }
  }

  private static void compareFiles(Path data, History history, List<Finding> findings)
      throws IOException {
    PublishedArchive archive = PublishedArchive.read(data.resolve("archive"));
    archive.faults().forEach(fault -> findings.add(new Finding(Kind.SWAPPED, "archive", fault)));
    Set<Sha256> published = new HashSet<>();
    archive.bodies().values().forEach(body -> published.add(Sha256.of(body)));
    Set<Sha256> quarantined = quarantined(data);
    for (Map.Entry<String, List<Attempt>> entry : history.byKey().entrySet()) {
      List<Attempt> attempts = entry.getValue();
      if (Promise.of(attempts) == Promise.KEPT) {
        boolean publishedFate = attempts.getFirst().measurement().fate() == Fate.PUBLISHED;
        Set<Sha256> there = publishedFate ? published : quarantined;
        if (acknowledged(attempts).stream().noneMatch(there::contains)) {
          String where = publishedFate ? "archive" : "quarantine";
          findings.add(
              new Finding(Kind.LOST, entry.getKey(), "acknowledged, and not in the " + where));
        }
      }
    }
    checkRepetitions(archive, findings);
  }

  private static Set<Sha256> acknowledged(List<Attempt> attempts) {
    Set<Sha256> bodies = new HashSet<>();
    for (Attempt attempt : attempts) {
      if (attempt.told() instanceof Told.Acknowledged || attempt.told() instanceof Told.NoAnswer) {
        // The one acknowledged may be a repetition of one that arrived and was not answered.
        bodies.add(attempt.body());
      }
    }
    return bodies;
  }

  private static void checkRepetitions(PublishedArchive archive, List<Finding> findings) {
    Map<String, String> uids = new HashMap<>();
    archive
        .documents()
        .forEach(
            (uid, line) -> {
              String key = key(JSON.readTree(line));
              String before = uids.put(key, uid);
              if (before != null) {
                findings.add(
                    new Finding(Kind.DUPLICATED, key, "archived as " + before + " and as " + uid));
              }
            });
  }

  private static String key(JsonNode document) {
    String key = document.path("annotations").path("simulation").asString("");
    return key.isEmpty() ? document.path("test_keys").path("simulation").asString("") : key;
  }

  private static Set<Sha256> quarantined(Path data) throws IOException {
    Set<Sha256> bodies = new HashSet<>();
    Path quarantine = data.resolve("quarantine");
    if (Files.isDirectory(quarantine)) {
      try (Stream<Path> files = Files.walk(quarantine)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          if (file.toString().endsWith(".post")) {
            bodies.add(Sha256.of(Files.readAllBytes(file)));
          }
        }
      }
    }
    return bodies;
  }
}
