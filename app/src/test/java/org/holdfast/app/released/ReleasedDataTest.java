package org.holdfast.app.released;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.app.server.BalancedServer;
import org.holdfast.app.server.Servers;
import org.holdfast.app.server.StopSignal;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Invariant I11 on a whole data directory: old and new run side by side, and back again.
final class ReleasedDataTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = ReleasedData.LATEST)
  @DisplayName(
      "I11: this build goes on with the data of a release whose writer still runs, and that release"
          + " can read what this one has written")
  void oldAndNewWorkOnOneDirectoryAndTheOldOneCanComeBack(int release) throws Exception {
    ReleasedData data = ReleasedData.unpack(release, directory.resolve("data"));
    Path journal = data.directory().resolve("journal");
    List<String> ours = new ArrayList<>();
    List<String> theirs = new ArrayList<>();
    Process old = oldWriter(journal);
    try (Writer inputs = old.outputWriter(UTF_8);
        BufferedReader uids = old.inputReader(UTF_8)) {
      theirs.add(append(inputs, uids, "before this build starts"));
      try (BalancedServer server = start(data)) {
        everythingReleasedIsThere(server, data);
        for (int i = 0; i < 3; i++) {
          ours.add(submit(server, "new " + i));
          theirs.add(append(inputs, uids, "beside this build " + i));
        }
        ours.add(appendTo(server, data.openReport()));
        awaitReadable(server, ours);
        awaitReadable(server, theirs);
        old.destroyForcibly().waitFor();
      }
    } finally {
      old.destroyForcibly();
    }

    Map<String, String> rolledBack = FirstReleaseReader.records(journal);
    assertThat(rolledBack).containsKeys(ours.toArray(String[]::new));
    assertThat(rolledBack).containsKeys(theirs.toArray(String[]::new));
    for (String cursor : List.of("index", "archive")) {
      assertThat(FirstReleaseReader.writersOf(journal.resolve("cursors").resolve(cursor)))
          .isNotEmpty();
    }

    // It comes back, works, and dies; and then this build is there again.
    Process back = oldWriter(journal);
    try (Writer inputs = back.outputWriter(UTF_8);
        BufferedReader uids = back.inputReader(UTF_8)) {
      theirs.add(append(inputs, uids, "after the roll-back"));
    } finally {
      back.destroyForcibly().waitFor();
    }
    try (BalancedServer server = start(data)) {
      awaitReadable(server, theirs);
      awaitReadable(server, ours);
      everythingReleasedIsThere(server, data);
    }
  }

  private static Process oldWriter(Path journal) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FirstReleaseWriter.class.getName(),
            journal.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String append(Writer inputs, BufferedReader uids, String input)
      throws IOException {
    inputs.write(input + "\n");
    inputs.flush();
    return Optional.ofNullable(uids.readLine()).orElseThrow();
  }

  /// What is new stays in the journal meanwhile.
  private static BalancedServer start(ReleasedData data) throws Exception {
    return Servers.start(data.directory(), "pipeline: {publish-after: 2m}\n", new StopSignal());
  }

  /// In journal and archive, which grows by what was left in the journal; and nothing else is.
  private static void everythingReleasedIsThere(BalancedServer server, ReleasedData data)
      throws IOException {
    Path archive = data.directory().resolve("archive");
    try (ReadApi api = new ReadApi(server.listener("public"))) {
      for (Map.Entry<String, String> kept : data.published().entrySet()) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(api.meta(kept.getKey())).as(kept.getKey()).isPresent());
        assertThat(api.body(kept.getKey()).map(Sha256::of).map(Sha256::hex))
            .contains(kept.getValue());
      }
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(PublishedArchive.read(archive).documents().keySet())
                    .containsAll(data.published().keySet()));
    assertThat(PublishedArchive.read(archive).faults()).isEmpty();
    for (String uid : data.quarantined()) {
      String day = uid.substring(0, 8);
      assertThat(data.directory().resolve("quarantine").resolve(day).resolve(uid + ".post"))
          .exists();
    }
  }

  private static void awaitReadable(BalancedServer server, List<String> uids) throws IOException {
    try (ReadApi api = new ReadApi(server.listener("public"))) {
      for (String uid : uids) {
        await().atMost(PATIENCE).until(() -> api.raw(uid), Optional::isPresent);
      }
    }
  }

  private static String submit(BalancedServer server, String input) throws IOException {
    String document =
        "{\\\"test_name\\\":\\\"signal\\\",\\\"probe_cc\\\":\\\"PT\\\",\\\"probe_asn\\\":\\\"AS1\\\","
            + "\\\"test_start_time\\\":\\\"2026-01-02 03:04:05\\\",\\\"input\\\":\\\""
            + input
            + "\\\"}";
    return post(
        server,
        "/api/v1/submit_measurement",
        "{\"format\":\"json\",\"content\":\"" + document + "\"}");
  }

  private static String appendTo(BalancedServer server, String report) throws IOException {
    return post(
        server,
        "/report/" + report,
        "{\"format\":\"json\",\"content\":{\"test_name\":\"web_connectivity\",\"probe_cc\":\"PT\","
            + "\"probe_asn\":\"AS3243\",\"test_start_time\":\"2026-01-01 00:00:00\","
            + "\"test_keys\":{}}}");
  }

  private static String post(BalancedServer server, String path, String body) throws IOException {
    Target target = server.listener("public");
    Answer answer =
        WireConnection.once(
            target,
            WireRequest.of("POST", path)
                .header("Host", target.authority())
                .sized(body.getBytes(UTF_8)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.member("measurement_uid").orElseThrow();
  }
}
