package org.holdfast.model.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BoundedJsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":[1,{\"b\":null}],\"c\":\"é\"}", "[]", "[[],2]", "null", "3", "\"x\""})
  void anyValueBecomesATree(String text) throws UnreadableJsonException {
    assertThat(read(text).toString()).isEqualTo(text);
  }

  @Test
  void memberGivenTwiceAtTheTopIsRefused() {
    assertThatThrownBy(() -> read("{\"a\":1,\"b\":2,\"a\":3}"))
        .isInstanceOf(UnreadableJsonException.class)
        .hasMessage("a member stands twice at byte 13");
  }

  @Test
  void lastOfSeveralMembersHoldsFurtherInside() throws UnreadableJsonException {
    assertThat(read("{\"a\":{\"b\":1,\"b\":2}}").at("/a/b").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}}", "[] []", "[NaN]", "{\"a\":}", "{\"a\":1 \"b\":2}"})
  void whatIsNotOneValueIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(UnreadableJsonException.class);
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> read("{\"a\":".repeat(10_000)))
        .isInstanceOf(UnreadableJsonException.class)
        .hasMessageContaining("nested deeper than 500");
  }

  @Test
  void longTextIsRefusedBeforeItBecomesATree() {
    assertThatThrownBy(() -> read("[" + " ".repeat(BoundedJson.MAX_TREE_BYTES) + "]"))
        .isInstanceOf(UnreadableJsonException.class)
        .hasMessageContaining("longer than 1048576 bytes");
  }

  private static JsonNode read(String text) throws UnreadableJsonException {
    return BoundedJson.readTree(text.getBytes(UTF_8));
  }
}
