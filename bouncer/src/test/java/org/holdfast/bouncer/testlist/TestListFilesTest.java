package org.holdfast.bouncer.testlist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.holdfast.edge.watch.UnusableFileException;
import org.holdfast.edge.watch.WatchedFiles.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestListFilesTest {
  private static final String HEADER =
      "url,category_code,category_description,date_added,source,notes\n";

  @TempDir Path directory;

  private void write(String name, String rows) throws IOException {
    Files.writeString(directory.resolve(name), rows);
  }

  @Test
  void listsOfTheCommunityAreRead() throws Exception {
    write(
        "global.csv",
        "\uFEFFurl,category_code,category_description,date_added,source,notes\r\n"
            + "https://a.example/,NEWS,News Media,2014-04-15,citizenlab,\r\n"
            + "\"https://b.example/?a=1,2\",HUMR,\"Human \"\"Rights\"\"\nIssues\",2014-04-15,,\r\n"
            + "\n"
            + "https://a.example/,NEWS,News Media,2014-04-15,citizenlab,\r\n");
    write("it.csv", HEADER + "https://c.example/,news,,,,");
    write("00-LEGEND-new_category_codes.csv", "anything\n\"");

    Found<TestListFiles> found = TestListFiles.read(directory, TestListFiles.NONE);

    assertThat(found.faults()).isEmpty();
    assertThat(found.value().urls())
        .containsExactly(
            new TestUrl("https://a.example/", "NEWS", "XX"),
            new TestUrl("https://b.example/?a=1,2", "HUMR", "XX"),
            new TestUrl("https://c.example/", "NEWS", "IT"));
  }

  @Test
  void columnsAreFoundByTheirNames() throws Exception {
    write("fr.csv", "notes,category_code,url\nx,NEWS,https://a.example/\n");

    assertThat(TestListFiles.read(directory, TestListFiles.NONE).value().urls())
        .containsExactly(new TestUrl("https://a.example/", "NEWS", "FR"));
  }

  @Test
  void rowsNoProbeCouldMeasureAreLeftOut() throws Exception {
    write(
        "it.csv",
        HEADER
            + "https://a.example/,NEWS,,,,\n"
            + "https://b.example/,NEWS,,,,\n"
            + "https://c.example/,NEWS,,,,\n"
            + "ftp://d.example/,NEWS,,,,\n"
            + "https:///,NEWS,,,,\n"
            + "short\n");

    assertThat(TestListFiles.read(directory, TestListFiles.NONE).value().urls()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "adress,category_code\nhttps://a.example/,NEWS\n",
        "url,category_code\n\"https://a.example/,NEWS\n",
        "url,category_code\n\"https://a.example/\"x,NEWS\n",
        "url,category_code\nnonsense,NEWS\n",
        "url,category_code\nhttps://a.example/\n"
      })
  void brokenListKeepsItsLastVersionAndTheOthersAreRenewed(String broken) throws Exception {
    write("it.csv", HEADER + "https://old.example/,NEWS,,,,\n");
    write("fr.csv", HEADER + "https://a.example/,NEWS,,,,\n");
    TestListFiles first = TestListFiles.read(directory, TestListFiles.NONE).value();
    write("it.csv", broken);
    write("fr.csv", HEADER + "https://new.example/,NEWS,,,,\n");

    Found<TestListFiles> found = TestListFiles.read(directory, first);

    assertThat(found.faults()).singleElement().asString().startsWith("it.csv ");
    assertThat(found.value().urls())
        .containsExactly(
            new TestUrl("https://new.example/", "NEWS", "FR"),
            new TestUrl("https://old.example/", "NEWS", "IT"));
  }

  @Test
  void directoryWithoutListsIsNotUsed() throws IOException {
    write("readme.md", "x");

    assertThatThrownBy(() -> TestListFiles.read(directory, TestListFiles.NONE))
        .isInstanceOf(UnusableFileException.class);
  }

  @Test
  void whatIsNotUtf8OrEndlessIsRefused() {
    assertThatThrownBy(
            () ->
                TestListFiles.parse(
                    "it.csv", (HEADER + "https://\u00e9.example/,NEWS").getBytes(ISO_8859_1)))
        .hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> CsvTable.parse("a\n".repeat(CsvTable.MAX_ROWS + 1)))
        .hasMessageContaining("rows");
    assertThatThrownBy(() -> CsvTable.parse(",".repeat(CsvTable.MAX_FIELDS)))
        .hasMessageContaining("fields");
    assertThatThrownBy(() -> CsvTable.parse("a".repeat(CsvTable.MAX_FIELD_CHARS + 1)))
        .hasMessageContaining("line 1");
  }

  @Property(tries = 200)
  void whateverIsQuotedIsReadBack(@ForAll @Size(max = 5) List<@Size(max = 5) List<String>> given)
      throws UnusableFileException {
    // A row of nothing, or of one empty field, is a blank line.
    List<List<String>> rows =
        given.stream().filter(row -> !String.join("x", row).isEmpty()).toList();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        text.append(i == 0 ? "\"" : ",\"").append(row.get(i).replace("\"", "\"\"")).append('"');
      }
      text.append("\r\n");
    }

    assertThat(CsvTable.parse(text.toString())).isEqualTo(rows);
  }

  @Property(tries = 300)
  void whateverIsGivenIsReadOrRefused(@ForAll String text) {
    try {
      assertThat(CsvTable.parse(text)).allSatisfy(row -> assertThat(row).isNotEmpty());
      TestListFiles.parse("it.csv", (HEADER + text).getBytes(UTF_8));
    } catch (UnusableFileException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }
}
