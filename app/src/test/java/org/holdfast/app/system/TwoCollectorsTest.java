package org.holdfast.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.FleetKey;
import org.holdfast.model.id.ReportIdMint;
import org.holdfast.model.id.TestName;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.history.Promise;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.GoProbe;
import org.holdfast.testkit.probe.OoniprobeYaml;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import org.holdfast.testkit.traffic.MeasurementMaker;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Two processes that have nothing in common but the fleet key.
class TwoCollectorsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path directory;

  private final MeasurementMaker maker =
      new MeasurementMaker(31, Instant.now().minus(Duration.ofDays(1)));

  @Test
  @DisplayName(
      "I3, L35, U1: a report opened at one collector is continued and closed at another, also after a kill -9 of the first")
  void reportIsContinuedAndClosedAtAnotherCollectorAfterTheFirstWasKilled() throws Exception {
    Path key = fleetKey();
    try (History history = History.inMemory();
        Installation first = collector("1", key);
        Installation second = collector("2", key)) {
      String reportId = open(first, history);
      goOn(second, history, reportId);
      goOn(first, history, reportId);

      first.kill();

      goOn(second, history, reportId);
      assertThat(close(second.open(), reportId).text()).isEqualTo("{\"status\":\"success\"}");
      assertThat(close(second.open(), reportId).status()).as("L39: closed again").isEqualTo(200);
      goOn(second, history, reportId);

      first.startAgain();
      Map<String, Set<String>> marks = new LinkedHashMap<>();
      marks.putAll(marks(first));
      marks.putAll(marks(second));
      List<String> uids = uids(history);
      assertThat(marks).containsOnlyKeys(uids);
      assertThat(marks.values())
          .as("its id is attested by whoever has the key")
          .noneMatch(of -> of.contains("unattested"));
      assertThat(reportIds(first)).containsExactly(reportId);
      assertThat(reportIds(second)).containsExactly(reportId);
      for (String uid : uids) {
        assertThat(isReadable(first, uid) || isReadable(second, uid)).as(uid).isTrue();
      }
    }
  }

  @Test
  @DisplayName("I3, U2, P41: an id of another fleet is accepted, and marked in the envelope")
  void idOfAnotherFleetIsAcceptedAndMarkedUnattested() throws Exception {
    ReportIdMint otherFleet =
        new ReportIdMint(
            new FleetKey(new byte[32]),
            new CollectorId("1"),
            Clock.systemUTC(),
            new SecureRandom());
    String foreign =
        otherFleet
            .mint(
                new TestName("webconnectivity"),
                new VantagePoint(new CountryCode("IT"), new Asn(3269)))
            .text();
    try (History history = History.inMemory();
        Installation server = collector("1", fleetKey())) {
      String own = open(server, history);
      goOn(server, history, foreign);
      assertThat(close(server.open(), foreign).status()).isEqualTo(200);

      List<Attempt> attempts = history.attempts();
      assertThat(attempts.getFirst().reportId()).isEqualTo(own);
      assertThat(attempts.getLast().reportId()).isEqualTo(foreign);
      Map<String, Boolean> unattested =
          marks(server).entrySet().stream()
              .collect(
                  Collectors.toMap(Map.Entry::getKey, of -> of.getValue().contains("unattested")));
      assertThat(unattested)
          .containsOnly(
              entry(uids(history).getFirst(), false), entry(uids(history).getLast(), true));
    }
  }

  @Test
  @DisplayName("I3, I6, L31: a YAML entry is kept whole where nobody has seen its report opened")
  void yamlEntryOfAReportOpenedElsewhereIsKeptWhole() throws Exception {
    Path key = fleetKey();
    try (History history = History.inMemory();
        Installation first = collector("1", key);
        Installation second = collector("2", key)) {
      OoniprobeYaml probe = new OoniprobeYaml(first.open(), history, Clock.systemUTC());
      List<Measurement> entries = maker.yamlSeries(2);
      assertThat(probe.handIn(entries.subList(0, 1))).isEmpty();
      String reportId = probe.reportId().orElseThrow();
      first.kill();

      byte[] body =
          JSON.writeValueAsBytes(
              JSON.createObjectNode()
                  .put("report_id", reportId)
                  .put("content", entries.getLast().text()));
      Answer answer =
          WireConnection.once(
              second.open(),
              WireRequest.of("PUT", "/report")
                  .header("Host", second.open().authority())
                  .sized(body));

      String uid = answer.member("measurement_uid").orElseThrow();
      // Its header is in the journal of the first, and two catalogues know nothing of each other.
      Settling.awaitIndexed(second.admin(), Installation.PATIENCE);
      Path kept = quarantined(second, uid + ".post");
      assertThat(Files.readAllBytes(kept)).isEqualTo(body);
      assertThat(Files.readString(quarantined(second, uid + ".json")))
          .contains("report-header-unknown");
    }
  }

  private static Path quarantined(Installation server, String name) throws IOException {
    try (Stream<Path> files = Files.walk(server.data().resolve("quarantine"))) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  private Path fleetKey() throws IOException {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    Path key = Files.write(directory.resolve("fleet.key"), secret);
    return Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  private Installation collector(String id, Path key) throws IOException {
    return new Installation(
        directory.resolve("collector-" + id),
        """
        collector:
          id: '%s'
        fleet:
          key-file: '%s'
        pipeline:
          publish-after: 1s
        """
            .formatted(id, key));
  }

  private String open(Installation server, History history) {
    GoProbe probe = new GoProbe(server.open(), history, Clock.systemUTC());
    handInOne(probe);
    return probe.reportId().orElseThrow();
  }

  private void goOn(Installation server, History history, String reportId) {
    handInOne(GoProbe.continuing(server.open(), history, Clock.systemUTC(), reportId));
  }

  private void handInOne(GoProbe probe) {
    assertThat(probe.handIn(maker.series(Generation.GO_REPORT, 1))).isEmpty();
    probe.finish();
  }

  private static Answer close(Target target, String reportId) throws IOException {
    return WireConnection.once(
        target,
        WireRequest.of("POST", "/report/" + reportId + "/close")
            .header("Host", target.authority()));
  }

  private static List<String> uids(History history) {
    List<String> uids = new ArrayList<>();
    for (Attempt attempt : history.attempts()) {
      uids.addAll(Promise.uids(List.of(attempt)));
    }
    assertThat(uids).hasSameSizeAs(history.attempts()).doesNotHaveDuplicates();
    return uids;
  }

  private static boolean isReadable(Installation server, String uid) throws IOException {
    try (ReadApi api = new ReadApi(server.open())) {
      return api.raw(uid).isPresent();
    }
  }

  private static Set<String> reportIds(Installation server) throws IOException {
    Set<String> ids = new TreeSet<>();
    for (String line : PublishedArchive.read(server.archive()).documents().values()) {
      ids.add(JSON.readTree(line).path("report_id").asString());
    }
    return ids;
  }

  /// The marks of each published measurement, as its manifest has them.
  private static Map<String, Set<String>> marks(Installation server) throws IOException {
    Settling.awaitArchived(server.admin(), server.archive(), Installation.PATIENCE);
    PublishedArchive archive = PublishedArchive.read(server.archive());
    assertThat(archive.faults()).isEmpty();
    return archive.marks();
  }
}
