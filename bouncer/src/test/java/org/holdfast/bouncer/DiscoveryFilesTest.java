package org.holdfast.bouncer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.fixture.Fleets;
import org.holdfast.bouncer.fixture.InProcessClient;
import org.holdfast.bouncer.fixture.Parts;
import org.holdfast.bouncer.testlist.TestList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DiscoveryFilesTest {
  private static final String HEADER = "url,category_code\n";

  @TempDir Path directory;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private DiscoveryFiles files() {
    return DiscoveryFiles.read(
        new DiscoveryPaths(
            Optional.empty(),
            Optional.of(directory.resolve("lists")),
            Optional.of(directory.resolve("rules.yaml")),
            Optional.of(directory.resolve("tor.json")),
            Optional.of(directory.resolve("psiphon.json")),
            Optional.of(directory.resolve("vpn.yaml")),
            Optional.of(directory.resolve("links"))),
        FleetDirectory.of(Fleets.ONE),
        TestList.WELL_KNOWN,
        meters);
  }

  private static JsonNode urls(DiscoveryFiles files) {
    return new InProcessClient(BouncerRoutes.create(files, Parts.plain(Clock.systemUTC())))
        .post("/api/v1/check-in", "{\"run_type\":\"manual\",\"probe_cc\":\"IT\"}")
        .at("/tests/web_connectivity/urls");
  }

  private double refused(String name) {
    return meters.get("holdfast.watched.files.refused").tag("files", name).gauge().value();
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  @DisplayName("I10, P22: without any of its files the bouncer answers, and raises the alarm")
  void absentFilesAreWaitedFor() {
    DiscoveryFiles files = files();

    assertThat(urls(files)).hasSize(TestList.WELL_KNOWN.size());
    assertThat(files.get().fleet()).hasValue(Fleets.ONE);
    assertThat(files.faults()).hasSize(6);
    assertThat(refused("test-lists")).isOne();
    assertThat(refused("prioritisation")).isOne();
  }

  @Test
  @DisplayName("P24: lists and rules are swapped in while serving; broken ones are not")
  void listsAreSwappedInWhileServing() throws IOException {
    write("lists/global.csv", HEADER + "https://a.example/,NEWS\nhttps://b.example/,HUMR\n");
    write("lists/it.csv", HEADER + "https://c.example/,NEWS\n");
    DiscoveryFiles files = files();
    assertThat(urls(files)).hasSize(3);

    write("rules.yaml", "rules: [{category: NEWS, priority: 1}]");
    files.look();
    assertThat(urls(files)).hasSize(2);
    assertThat(refused("prioritisation")).isZero();

    write("rules.yaml", "rules: [{category: NEWS}]");
    write("lists/it.csv", "broken");
    write("lists/global.csv", HEADER + "https://d.example/,NEWS\n");
    files.look();
    assertThat(urls(files)).hasSize(2).anyMatch(u -> u.path("url").asString().contains("d.ex"));
    assertThat(refused("test-lists")).isOne();
    assertThat(refused("prioritisation")).isOne();

    write("lists/it.csv", HEADER + "https://c.example/,NEWS\nhttps://e.example/,NEWS\n");
    files.look();
    assertThat(urls(files)).hasSize(3);
    assertThat(refused("test-lists")).isZero();
  }

  @Test
  void snapshotStaysAsItIsWhenFilesChange() throws IOException {
    write("lists/global.csv", HEADER + "https://a.example/,NEWS\n");
    DiscoveryFiles files = files();
    DiscoverySnapshot before = files.get();
    write("lists/global.csv", HEADER + "https://a.example/,NEWS\nhttps://b.example/,NEWS\n");
    files.look();

    assertThat(before.testList().size()).isEqualTo(1);
    assertThat(files.get().testList().size()).isEqualTo(2);
  }

  @Test
  void filesThatDidNotChangeAreTheSameList() throws IOException {
    write("lists/global.csv", HEADER + "https://a.example/,NEWS\n");
    for (String name : new String[] {"tor.json", "psiphon.json", "vpn.yaml", "rules.yaml"}) {
      write(name, "{}");
    }
    write("rules.yaml", "rules: []");
    write("links/readme", "");
    DiscoveryFiles files = files();
    TestList before = files.get().testList();
    files.look();

    assertThat(files.get().testList()).isSameAs(before);
  }
}
