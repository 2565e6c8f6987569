package org.holdfast.bouncer.oonib;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.bouncer.fixture.InProcessClient;
import org.holdfast.bouncer.fixture.InProcessClient.Answer;
import org.holdfast.edge.Routes;
import org.holdfast.edge.watch.UnusableFileException;
import org.holdfast.edge.watch.WatchedFiles.Found;
import org.holdfast.model.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OonibRoutesTest {
  private static final byte[] CONTENT = "http://example.org/\n\u0000\u00ff".getBytes(UTF_8);
  private static final String ID = Sha256.of(CONTENT).hex();
  private static final String UNKNOWN = "ab".repeat(32);
  private static final String LACKING = "cd".repeat(32);
  private static final String DECK = "xz".repeat(32);
  private static final String DESCRIPTOR =
      "id: %s\nname: a\ndescription: b\nversion: 0.10\nauthor: c\ndate: 2014-01-01\n";
  private static final String POLICY =
      "input: [{id: '" + ID + "'}]\nnettest: [{name: web_connectivity, version: 0.10}]\n";

  @TempDir Path folder;

  private InProcessClient collector;

  @BeforeEach
  void fill() throws Exception {
    Files.write(folder.resolve(ID), CONTENT);
    Files.writeString(folder.resolve(ID + ".desc"), DESCRIPTOR.formatted(ID));
    Files.writeString(folder.resolve(LACKING + ".desc"), "name: a\ndescription: b\n");
    Files.writeString(folder.resolve(DECK + ".desc"), DESCRIPTOR.formatted(DECK));
    Files.writeString(folder.resolve("readme"), "x");
    Library inputs = LibraryFolder.inputs(folder, Library.EMPTY).value();
    Library decks = LibraryFolder.decks(folder, Library.EMPTY).value();
    OonibPolicy policy = OonibPolicy.parse(POLICY.getBytes(UTF_8));
    collector =
        new InProcessClient(
            Routes.builder()
                .addAll(OonibRoutes.create(() -> inputs, () -> decks))
                .addAll(OonibRoutes.policy(() -> Optional.of(policy)))
                .build());
  }

  @Test
  @DisplayName("L45: the policy, versions as they were written")
  void policyIsListed() {
    assertThat(collector.get("/policy/input").json()).hasToString("[{\"id\":\"" + ID + "\"}]");
    assertThat(collector.get("/policy/nettest").json())
        .hasToString("[{\"name\":\"web_connectivity\",\"version\":\"0.10\"}]");
  }

  @Test
  @DisplayName("L45: a policy nobody could read is 500, missing lists are empty")
  void unreadablePolicyIsAnError() throws UnusableFileException {
    InProcessClient unreadable = new InProcessClient(OonibRoutes.policy(Optional::empty));
    OonibPolicy empty = OonibPolicy.parse("input:\n".getBytes(UTF_8));

    assertThat(unreadable.get("/policy/input").status()).isEqualTo(500);
    assertThat(unreadable.get("/policy/nettest").at("/error").isIntegralNumber()).isTrue();
    assertThat(
            new InProcessClient(OonibRoutes.policy(() -> Optional.of(empty)))
                .get("/policy/input")
                .json())
        .hasToString("[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "input: 7", "input: [{}]", "nettest: [{version: 1}]", "{"})
  @DisplayName("L45, L23: what is no policy is not taken for one")
  void brokenPolicyIsRefused(String yaml) {
    assertThatThrownBy(() -> OonibPolicy.parse(yaml.getBytes(UTF_8)))
        .isInstanceOf(UnusableFileException.class);
  }

  @Test
  @DisplayName("L46: an input with its id, everything as text")
  void inputIsDescribed() {
    String described =
        "{\"id\":\"%s\",\"name\":\"a\",\"description\":\"b\",\"version\":\"0.10\",\"author\":\"c\","
            + "\"date\":\"2014-01-01\"}";
    assertThat(collector.get("/input/" + ID).json()).hasToString(described.formatted(ID));
    assertThat(collector.get("/input/" + ID + ".desc").json()).hasToString(described.formatted(ID));
  }

  @Test
  @DisplayName("L46: an unknown or incomplete input is 404 in oonib's words, an odd id the integer")
  void unknownInputIsRefused() {
    for (String id : new String[] {UNKNOWN, LACKING}) {
      Answer answer = collector.get("/input/" + id);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text("/error")).isEqualTo("input-descriptor-not-found");
    }
    for (String path : new String[] {"/input/zz", "/input/" + DECK, "/deck/zz"}) {
      assertUnknownPath(collector.get(path));
    }
  }

  @Test
  @DisplayName("L47: the bytes of an input are those its id is the hash of")
  void inputFileIsUntouched() {
    assertThat(Sha256.of(collector.getBytes("/input/" + ID + "/file")).hex()).isEqualTo(ID);
    for (String id : new String[] {UNKNOWN, "zz", ID + ".desc"}) {
      assertUnknownPath(collector.get("/input/" + id + "/file"));
    }
  }

  @Test
  @DisplayName("L48: a deck without its id; unknown and incomplete ones 400")
  void deckIsDescribed() {
    Answer known = collector.get("/deck/" + DECK);
    Answer unknown = collector.get("/deck/" + UNKNOWN);
    Answer lacking = collector.get("/deck/" + LACKING);

    assertThat(known.json().propertyNames())
        .containsExactlyInAnyOrder("name", "description", "version", "author", "date");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.text("/error")).isEqualTo("missing-deck");
    assertThat(lacking.status()).isEqualTo(400);
    assertThat(lacking.text("/error")).isEqualTo("missing-deck-keys");
    assertThat(collector.getBytes("/deck/" + ID + "/file")).isEqualTo(CONTENT);
    assertUnknownPath(collector.get("/deck/" + DECK + "/file"));
  }

  @Test
  @DisplayName("L49: lists of id, name, description")
  void inputsAndDecksAreListed() {
    assertThat(collector.get("/input").json()).hasSize(2);
    assertThat(collector.get("/deck").json()).hasSize(3);
    assertThat(collector.get("/input").json())
        .allMatch(entry -> entry.size() == 3 && entry.path("id").asString().length() == 64);
    assertThat(
            new InProcessClient(OonibRoutes.create(() -> Library.EMPTY, () -> Library.EMPTY))
                .get("/input")
                .json())
        .hasToString("[]");
  }

  @Test
  @DisplayName("L49, L47: a bad file keeps what it was, the others go on")
  void badFileKeepsItsLastVersion() throws Exception {
    Library before = LibraryFolder.inputs(folder, Library.EMPTY).value();
    Files.writeString(folder.resolve(ID), "something else");
    Files.writeString(folder.resolve(LACKING + ".desc"), "{");

    Found<Library> found = LibraryFolder.inputs(folder, before);

    assertThat(found.faults()).hasSize(2);
    assertThat(found.value().item(ID).orElseThrow().content()).hasValue(CONTENT);
    assertThat(found.value().items()).hasSize(2);
  }

  @Test
  void endlessFileIsPassedOver() throws IOException, UnusableFileException {
    Files.write(folder.resolve(UNKNOWN), new byte[LibraryFolder.MAX_FILE_BYTES + 1]);

    assertThat(LibraryFolder.decks(folder, Library.EMPTY).faults()).hasSize(1);
  }

  private static void assertUnknownPath(Answer answer) {
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.at("/error")).hasToString("404");
  }
}
