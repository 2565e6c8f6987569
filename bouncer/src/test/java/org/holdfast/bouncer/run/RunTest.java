package org.holdfast.bouncer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.holdfast.bouncer.BouncerRoutes;
import org.holdfast.bouncer.DiscoverySnapshot;
import org.holdfast.bouncer.circumvention.Tools;
import org.holdfast.bouncer.fixture.Fleets;
import org.holdfast.bouncer.fixture.InProcessClient;
import org.holdfast.bouncer.fixture.InProcessClient.Answer;
import org.holdfast.bouncer.fixture.Parts;
import org.holdfast.bouncer.testlist.TestList;
import org.holdfast.edge.watch.WatchedFiles.Found;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {
  private static final String LINK =
      """
      {"oonirun_link_id":"10001","name":"n","short_description":"s","description":"d",
       "author":"a@example.org","nettests":[{"test_name":"dash","inputs":null,
       "is_background_run_enabled_default":false,"is_manual_run_enabled_default":true},
       {"test_name":"web_connectivity","targets_name":"websites_list_prioritized"}],
       "name_intl":null,"short_description_intl":null,"description_intl":null,"icon":null,
       "color":"#112233","expiration_date":"2027-01-01T00:00:00.000000Z",
       "date_created":"2026-01-01T00:00:00.000000Z","date_updated":"2026-01-01T00:00:00.000000Z",
       "is_expired":false,"revision":"2"}\
      """;
  private static final String DESCRIPTOR = "/api/v2/oonirun/links/10001/engine-descriptor/";

  @TempDir Path directory;

  private InProcessClient probe;

  @BeforeEach
  void write() throws Exception {
    Files.writeString(directory.resolve("10001.json"), LINK);
    RunLinks links = RunLinks.read(directory, RunLinks.NONE).value();
    probe =
        new InProcessClient(
            BouncerRoutes.create(
                () ->
                    new DiscoverySnapshot(
                        Optional.of(Fleets.ONE),
                        new TestList(TestList.WELL_KNOWN),
                        Tools.NONE,
                        links),
                Parts.plain(Clock.systemUTC())));
  }

  @Test
  @DisplayName("P87: the apps get the link as it is")
  void linkIsServed() {
    Answer answer = probe.get("/api/v2/oonirun/links/10001");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).hasSize(16);
    assertThat(answer.at("/revision").isString()).isTrue();
  }

  @ParameterizedTest
  @DisplayName("P87: miniooni gets revision, nettests and URLs with their category and country")
  @ValueSource(strings = {"latest", "2"})
  void descriptorIsServedWithUrls(String revision) {
    Answer answer =
        probe.post(
            DESCRIPTOR + revision,
            "{\"run_type\":\"manual\",\"is_charging\":true,\"probe_asn\":\"AS30722\","
                + "\"probe_cc\":\"IT\",\"network_type\":\"wifi\","
                + "\"website_category_codes\":[\"NEWS\"]}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder("revision", "nettests", "date_created");
    assertThat(answer.text("/nettests/0/test_name")).isEqualTo("dash");
    assertThat(answer.at("/nettests/1/inputs")).hasSize(2);
    assertThat(answer.at("/nettests/1/inputs_extra/1"))
        .hasToString("{\"category_code\":\"NEWS\",\"country_code\":\"XX\"}");
  }

  @ParameterizedTest
  @DisplayName("P87: what a client spells oddly counts as absent")
  @ValueSource(
      strings = {"", "{}", "[]", "7", "{\"probe_cc\":7,\"website_category_codes\":\"NEWS\"}"})
  void sloppyClientsGetTheirDescriptor(String body) {
    assertThat(probe.post(DESCRIPTOR + "latest", body).at("/nettests/1/inputs")).hasSize(12);
  }

  @Test
  @DisplayName("P87, U6: an unknown link or revision is 404")
  void unknownLinkIsNotFound() {
    for (Answer answer :
        new Answer[] {
          probe.get("/api/v2/oonirun/links/7"),
          probe.post(DESCRIPTOR + "3", "{}"),
          probe.post("/api/v2/oonirun/links/7/engine-descriptor/latest", "{}")
        }) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text("/detail")).isEqualTo("OONI Run link not found");
      assertThat(answer.at("/error").isString()).isTrue();
    }
  }

  @Test
  @DisplayName("P87: there are no incidents, which is an answer")
  void incidentsAreAList() {
    assertThat(probe.get("/api/v1/incidents/search").json()).hasToString("{\"incidents\":[]}");
  }

  @Test
  void brokenLinkKeepsItsLastVersion() throws Exception {
    RunLinks before = RunLinks.read(directory, RunLinks.NONE).value();
    Files.writeString(directory.resolve("10001.json"), LINK.replace("\"author\"", "\"writer\""));
    write("10002.json", LINK);
    write("10003.json", "{");
    write("10004.json", LINK.replace("10001", "10004").replace("\"2\"", "2"));

    Found<RunLinks> found = RunLinks.read(directory, before);

    assertThat(found.faults()).hasSize(4);
    assertThat(found.value().byId()).containsOnlyKeys("10001");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
