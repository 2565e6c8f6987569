package org.holdfast.model.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.model.yaml.LegacyYaml.Entry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyYamlTest {
  @Test
  @DisplayName("U10: a create request's content is --- + one mapping + ...")
  void headerIsOneMappingBetweenMarkers() throws UnreadableYamlException {
    assertThat(
            LegacyYaml.readMapping(
                """
                ---
                probe_cc: IT
                start_time: 1446726576.0
                report_id: null
                software_version: 1.3.1
                probe_city: !!binary |
                  UmV5a2phdu1r
                test_helpers: {}
                ...
                """))
        .containsOnly(
            entry("probe_cc", "IT"),
            entry("start_time", 1446726576.0),
            entry("report_id", null),
            entry("software_version", "1.3.1"),
            entry("probe_city", Map.of("format", "base64", "data", "UmV5a2phdu1r")),
            entry("test_helpers", Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "...",
        "--- null",
        "- a",
        "just text",
        "--- a: b: c",
        "a: 1\n---\nb: 2\n",
        "a: [",
        "!!x a"
      })
  void whatIsNotExactlyOneMappingIsRefused(String text) {
    assertThatThrownBy(() -> LegacyYaml.readMapping(text))
        .isInstanceOf(UnreadableYamlException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "!!set {b, a}|[b, a]",
        "!!binary aGVsbG8=|hello",
        "2018-07-26 23:37:23|2018-07-26 23:37:23",
        "2018-07-26|2018-07-26",
        ".inf|Infinity",
        ".nan|NaN",
        "0x1F|31",
        "yes|true",
        "~|null",
        "\"0.10\"|0.10",
        "0.10|0.1",
        "!!omap [{a: 1}, {b: 2}]|{a=1, b=2}",
        "!!pairs [a: 1]|[[a, 1]]",
        "{1: x, null: y, true: z}|{1=x, null=y, true=z}",
        "&a [1, *a]|none"
      })
  void valuesBecomeWhatJsonCanHold(String yaml, String expected) {
    String actual =
        LegacyYaml.readStream("v: " + yaml).getFirst() instanceof Entry.Mapping(var members)
            ? String.valueOf(members.get("v"))
            : "none";

    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void integersOfAnySizeAreRead() throws UnreadableYamlException {
    assertThat(LegacyYaml.readMapping("a: 18446744073709551616\nb: 7"))
        .containsEntry("a", new BigInteger("18446744073709551616"))
        .containsEntry("b", 7);
    assertThat(LegacyYaml.readMapping("a: " + "9".repeat(1_000_000)))
        .containsEntry("a", "9".repeat(1_000_000));
  }

  @Test
  void lastOfSeveralMembersHolds() throws UnreadableYamlException {
    assertThat(LegacyYaml.readMapping("a: 1\na: 2")).containsExactly(entry("a", 2));
  }

  @Test
  @DisplayName("U10: raw tracebacks between the markers")
  void brokenEntriesCostNothingButThemselves() {
    String traceback =
        """
        ---
        Traceback (most recent call last):
          File "/usr/lib/python2.7/dist-packages/ooni/reporter.py", line 1, in write
        KeyError: 'x'
        """;

    List<Entry> entries =
        LegacyYaml.readStream(
            "# a comment\n---\na: 1\n...\n"
                + traceback
                + "...\n...\n---\nb: 2\n...\n---\n- c\n"
                + "---\nnull\n---\nd: !!python/object:os.system []\n---\ne: 5");

    assertThat(entries)
        .containsExactly(
            new Entry.Mapping(Map.of("a", 1)),
            new Entry.Broken(traceback, "a traceback"),
            new Entry.Mapping(Map.of("b", 2)),
            new Entry.Broken("---\n- c\n", "not a mapping"),
            new Entry.Broken(
                "---\nd: !!python/object:os.system []\n",
                "Global tag is not allowed: tag:yaml.org,2002:python/object:os.system in line 2"),
            new Entry.Mapping(Map.of("e", 5)));
  }

  @Test
  void markersAreWholeLinesAndMayCarryContent() {
    assertThat(LegacyYaml.readStream("--- {a: 1}\r\n...\r\n--- {b: '---'}\n---c: 3\n"))
        .hasSize(2)
        .first()
        .isEqualTo(new Entry.Mapping(Map.of("a", 1)));
  }

  @Test
  void truncatedLastEntryIsReadAsFarAsItGoes() {
    assertThat(LegacyYaml.readStream("---\na: 1\n...\n---\nb: 2\nc: \"unfini"))
        .hasSize(2)
        .last()
        .isInstanceOf(Entry.Broken.class);
  }

  @Test
  void serialisersAliasesAreFollowed() throws UnreadableYamlException {
    assertThat(LegacyYaml.readMapping("a: &id001 {x: [1]}\nb: *id001"))
        .containsEntry("a", Map.of("x", List.of(1)))
        .containsEntry("b", Map.of("x", List.of(1)));
  }

  @Test
  void aliasBombsAreRefused() {
    StringBuilder ofFew = new StringBuilder("a0: &a0 [" + "lol, ".repeat(100) + "]\n");
    for (int i = 1; i <= 24; i++) {
      ofFew.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    StringBuilder ofMany = new StringBuilder("a0: &a0 [lol]\n");
    for (int i = 1; i <= 9; i++) {
      ofMany.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
    }
    String ofText = "a: &a " + "x".repeat(100_000) + "\nb: [" + "*a, ".repeat(100_000) + "]";

    assertThat(LegacyYaml.readStream(ofFew.toString()))
        .singleElement()
        .extracting(LegacyYamlTest::problem)
        .isEqualTo("aliases that stand for too much");
    assertThat(problem(LegacyYaml.readStream(ofMany.toString()).getFirst())).contains("bounds");
    assertThat(problem(LegacyYaml.readStream(ofText).getFirst()))
        .isEqualTo("aliases that stand for too much");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void deepNestingIsRefused(String opening) {
    assertThat(LegacyYaml.readStream(opening.repeat(10_000)))
        .singleElement()
        .isInstanceOf(Entry.Broken.class);
  }

  @Test
  void entriesOfTooManyNodesAreRefused() {
    assertThat(problem(LegacyYaml.readStream("a: [" + "1,".repeat(450_000) + "]").getFirst()))
        .isEqualTo("more nodes than are read");
  }

  @Test
  void problemsRepeatNoLinesOfTheInput() {
    assertThat(problem(LegacyYaml.readStream("probe_ip: 192.0.2.7: x").getFirst()))
        .doesNotContain("192");
  }

  @Test
  @DisplayName("D24: however many entries there are, memory holds one")
  void longStreamsAreReadOneEntryAtATime() throws IOException {
    AtomicInteger mappings = new AtomicInteger();

    LegacyYaml.forEach(
        new Repeated("---\ninput: http://example.org/\nvalue: 17\n...\n", 20_000),
        entry -> mappings.addAndGet(entry instanceof Entry.Mapping ? 1 : 0));

    assertThat(mappings).hasValue(20_000);
  }

  @Test
  void endlessEntryIsCutIntoBrokenPieces() throws IOException {
    AtomicInteger broken = new AtomicInteger();
    AtomicInteger characters = new AtomicInteger();
    AtomicInteger mappings = new AtomicInteger();

    LegacyYaml.forEach(
        new Repeated("a: " + "x".repeat(1_000) + "\n", 20_000, "---\nb: 1\n"),
        entry -> {
          switch (entry) {
            case Entry.Mapping(var members) -> {
              assertThat(members).containsExactly(entry("b", 1));
              mappings.incrementAndGet();
            }
            case Entry.Broken(var text, var problem) -> {
              assertThat(problem).startsWith("longer than");
              broken.incrementAndGet();
              characters.addAndGet(text.length());
            }
          }
        });

    assertThat(broken).hasValue(2);
    assertThat(characters).hasValue(20_000 * 1_004);
    assertThat(mappings).hasValue(1);
  }

  private static String problem(Entry entry) {
    return ((Entry.Broken) entry).problem();
  }

  /// A text many times over, then another once, without ever holding it.
  private static final class Repeated extends Reader {
    private final String text;
    private final String last;
    private int left;
    private @Nullable String current;
    private int position;

    Repeated(String text, int times) {
      this(text, times, "");
    }

    Repeated(String text, int times, String last) {
      this.text = text;
      this.left = times;
      this.last = last;
    }

    @Override
    public int read(char[] buffer, int offset, int length) {
      String from = current;
      if (from == null || position == from.length()) {
        if (left < 0) {
          return -1;
        }
        from = left-- > 0 ? text : last;
        current = from;
        position = 0;
      }
      int count = Math.min(length, from.length() - position);
      from.getChars(position, position + count, buffer, offset);
      position += count;
      return count == 0 ? -1 : count;
    }

    @Override
    public void close() {}
  }

  @Test
  void valuesAreLists() throws UnreadableYamlException {
    assertThat(LegacyYaml.readMapping("a: [1, ~, [x]]"))
        .containsEntry("a", Arrays.asList(1, null, List.of("x")));
  }
}
