package org.holdfast.model.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedYamlTest {
  private static String read(String yaml) throws UnreadableYamlException {
    return BoundedYaml.read(yaml.getBytes(UTF_8)).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 0.10, b: 2014-01-01, c: no}|{\"a\":\"0.10\",\"b\":\"2014-01-01\",\"c\":\"no\"}",
        "{a: null, b: ~, c: \"\"}|{\"a\":null,\"b\":null,\"c\":\"\"}",
        "[&a {x: [1]}, *a]|[{\"x\":[\"1\"]},{\"x\":[\"1\"]}]",
        "''|null"
      })
  void everythingIsTheTextThatWasWritten(String yaml, String json) throws Exception {
    assertThat(read(yaml)).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "a: 1\na: 2",
        "? [a]\n: b",
        "&a [*a]",
        "--- a\n--- b",
        "a: *b",
        "\t- a",
        "\u0000"
      })
  void whatIsNoPlainDocumentIsRefused(String yaml) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(UnreadableYamlException.class)
        .hasMessageMatching("(?s).+");
  }

  @Test
  void boundsAreKept() {
    StringBuilder laughs = new StringBuilder("- &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      String alias = "*a" + (i - 1);
      laughs.append(
          "- &a%d [%s, %s, %s, %s, %s]\n".formatted(i, alias, alias, alias, alias, alias));
    }

    assertThatThrownBy(() -> read(laughs.toString())).isInstanceOf(UnreadableYamlException.class);
    assertThatThrownBy(() -> read("[".repeat(1_000))).isInstanceOf(UnreadableYamlException.class);
    assertThatThrownBy(() -> read("-\n".repeat(300_000)))
        .isInstanceOf(UnreadableYamlException.class);
    assertThatThrownBy(() -> read(" ".repeat(BoundedYaml.MAX_BYTES + 1)))
        .isInstanceOf(UnreadableYamlException.class);
    assertThatThrownBy(() -> BoundedYaml.read(new byte[] {'a', (byte) 0xff}))
        .hasMessage("not UTF-8");
  }
}
