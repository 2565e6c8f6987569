package org.holdfast.bouncer.oonib;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.holdfast.bouncer.BouncerRoutes;
import org.holdfast.bouncer.DiscoveryFiles;
import org.holdfast.bouncer.DiscoveryPaths;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.fixture.Fleets;
import org.holdfast.bouncer.fixture.InProcessClient;
import org.holdfast.bouncer.fixture.InProcessClient.Answer;
import org.holdfast.bouncer.fixture.Parts;
import org.holdfast.bouncer.testlist.TestList;
import org.holdfast.edge.watch.UnusableFileException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BouncerFileTest {
  /// As in the legacy contract §2.2, with what operators do to it.
  private static final String FILE =
      """
      collector:
        httpo://abcdefghij234567.onion:
          collector-alternate:
          - {type: https, address: 'https://c.example.org:4441'}
          - {type: https, address: 'https://c.example.org:4441', front: null, note: twice}
          - {type: cloudfront, address: 'https://d1.cdn.example', front: front.example.net}
          - {type: cloudfront, address: 'https://no.front.example'}
          - {address: 'https://no.type.example'}
          - {type: https}
          - {type: carrier-pigeon, address: 'coo'}
          - nonsense
          test-helper:
            dns: '192.0.2.7:57004'
            tcp-echo: 192.0.2.7
            web-connectivity: 'httpo://zyxwvutsrq765432.onion'
          test-helper-alternate:
            web-connectivity:
            - {type: https, address: 'https://wc.example.org'}
        https://policy.example.org:
          policy:
            input: [{id: 37e6}]
            nettest: [{name: ndt, version: 0.1}]
          test-helper: {dns: '192.0.2.8:57004'}
        https://bare.example.org:
      """;

  @TempDir Path directory;

  private Path path() {
    return directory.resolve("bouncer.yaml");
  }

  private DiscoveryFiles files() {
    Optional<Path> none = Optional.empty();
    return DiscoveryFiles.read(
        new DiscoveryPaths(Optional.of(path()), none, none, none, none, none, none),
        FleetDirectory.of(Fleets.ONE),
        TestList.WELL_KNOWN,
        new SimpleMeterRegistry());
  }

  private static InProcessClient probe(DiscoveryFiles files) {
    return new InProcessClient(BouncerRoutes.create(files, Parts.plain(Clock.systemUTC())));
  }

  private InProcessClient probeOf(String yaml) throws IOException {
    Files.writeString(path(), yaml);
    return probe(files());
  }

  @Test
  @DisplayName(
      "L60: in the order of the file, without policies, duplicates, null fronts, useless ones")
  void collectorsOfAnImportedFileAreListed() throws IOException {
    assertThat(probeOf(FILE).get("/api/v1/collectors").json())
        .hasToString(
            "[{\"type\":\"onion\",\"address\":\"httpo://abcdefghij234567.onion\"},"
                + "{\"type\":\"https\",\"address\":\"https://c.example.org:4441\"},"
                + "{\"type\":\"cloudfront\",\"address\":\"https://d1.cdn.example\","
                + "\"front\":\"front.example.net\"},"
                + "{\"type\":\"https\",\"address\":\"https://bare.example.org\"}]");
  }

  @Test
  @DisplayName("L61, P10: primaries are legacy; those web-connectivity clients pass over come last")
  void testHelpersOfAnImportedFileAreListed() throws IOException {
    Answer answer = probeOf(FILE).get("/api/v1/test-helpers");

    assertThat(answer.at("/dns"))
        .hasToString("[{\"type\":\"legacy\",\"address\":\"192.0.2.7:57004\"}]");
    assertThat(answer.at("/web-connectivity"))
        .hasToString(
            "[{\"type\":\"https\",\"address\":\"https://wc.example.org\"},"
                + "{\"type\":\"legacy\",\"address\":\"httpo://zyxwvutsrq765432.onion\"}]");
  }

  @Test
  @DisplayName("L58, L56, L52: policies and helpers of an imported file are minded")
  void importedFileAnswersOldProbes() throws IOException {
    InProcessClient probe = probeOf(FILE);
    Answer ndt =
        probe.post(
            "/bouncer/net-tests",
            "{\"net-tests\":[{\"name\":\"ndt\",\"input-hashes\":[\"37e6\"],"
                + "\"test-helpers\":[\"dns\"]}]}");
    Answer web =
        probe.post(
            "/bouncer/net-tests",
            "{\"net-tests\":[{\"name\":\"web_connectivity\","
                + "\"test-helpers\":[\"web-connectivity\"]}]}");

    assertThat(ndt.text("/net-tests/0/collector")).isEqualTo("https://policy.example.org");
    assertThat(ndt.at("/net-tests/0/test-helpers")).hasToString("{\"dns\":\"192.0.2.8:57004\"}");
    assertThat(web.text("/net-tests/0/test-helpers/web-connectivity"))
        .isEqualTo("httpo://zyxwvutsrq765432.onion");
    assertThat(
            probe
                .post("/bouncer/test-helpers", "{\"test-helpers\":[\"tcp-echo\"]}")
                .at("/tcp-echo"))
        .hasToString(
            "{\"collector\":\"httpo://abcdefghij234567.onion\",\"address\":\"192.0.2.7\"}");
  }

  @Test
  @DisplayName("L62: the file edited shows after a look; broken, the old answers go on")
  void editedFileShowsAndABrokenOneDoesNot() throws IOException {
    Files.writeString(path(), FILE);
    DiscoveryFiles files = files();
    InProcessClient probe = probe(files);

    Files.writeString(path(), "collector: {'https://new.example.org': {}}");
    files.lookAtImport();
    assertThat(probe.get("/api/v1/collectors").text("/0/address"))
        .isEqualTo("https://new.example.org");

    Files.writeString(path(), "collector: {");
    files.lookAtImport();
    assertThat(probe.get("/api/v1/collectors").text("/0/address"))
        .isEqualTo("https://new.example.org");
    assertThat(files.faults()).singleElement().asString().startsWith("bouncer-import: ");

    Files.delete(path());
    files.lookAtImport();
    assertThat(probe.get("/api/v1/collectors").json()).hasSize(1);
  }

  @Test
  @DisplayName("L62, U6: with nothing read yet 503, never an empty list; check-in is answered")
  void nothingReadYetIsAFailureOfOurs() throws IOException {
    InProcessClient probe = probeOf("nonsense");

    for (Answer answer :
        List.of(
            probe.get("/api/v1/collectors"),
            probe.get("/api/v1/test-helpers"),
            probe.post("/bouncer/net-tests", "{\"net-tests\":[{\"name\":\"a\"}]}"))) {
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text("/error")).isEqualTo("bouncer-not-configured");
      assertThat(answer.headers()).containsKey("Retry-After");
    }
    assertThat(probe.post("/api/v1/check-in", "{}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "[]", "collector: []", "collector: {a: {}, a: {}}", "a: {"})
  @DisplayName("L62: what is no bouncer file is not taken for one")
  void brokenFileIsRefused(String yaml) {
    assertThatThrownBy(() -> BouncerFile.parse(yaml.getBytes(UTF_8)))
        .isInstanceOf(UnusableFileException.class);
  }

  @Test
  void endlessFileIsRefused() {
    StringBuilder many = new StringBuilder("collector:\n");
    for (int i = 0; i <= BouncerFile.MAX_COLLECTORS; i++) {
      many.append("  https://").append(i).append(".example: {}\n");
    }

    assertThatThrownBy(() -> BouncerFile.parse(many.toString().getBytes(UTF_8)))
        .hasMessageContaining("more than");
  }
}
