package org.holdfast.model.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonToken;

class StrictJsonReaderTest {
  @Test
  void offsetsCountBytesAndNotCharacters() throws UnreadableJsonException {
    String before = "{\"é€😀\" : \"ÿ😀\", ";
    String text = "##" + before + "\"a\":{\"ü\":[1,\"€\"]} }##";
    byte[] bytes = text.getBytes(UTF_8);
    int start = 2 + (before + "\"a\":").getBytes(UTF_8).length;

    try (var reader = StrictJsonReader.open(bytes, 2, bytes.length - 4)) {
      reader.beginObject();
      assertThat(reader.tokenStart()).isEqualTo(2);
      reader.next();
      assertThat(reader.next()).isEqualTo(JsonToken.VALUE_STRING);
      assertThat(bytes[reader.tokenStart()]).isEqualTo((byte) '"');
      reader.next();
      assertThat(reader.next()).isEqualTo(JsonToken.START_OBJECT);
      assertThat(reader.tokenStart()).isEqualTo(start);
      reader.skipChildren();
      int end = reader.structureEnd();
      assertThat(new String(bytes, start, end - start, UTF_8)).isEqualTo("{\"ü\":[1,\"€\"]}");
      reader.next();
      reader.end();
    }
  }

  @Test
  void byteOrderMarkIsPassedOverAndCounted() throws UnreadableJsonException {
    byte[] bytes = "\uFEFF{}".getBytes(UTF_8);

    try (var reader = StrictJsonReader.open(bytes, 0, bytes.length)) {
      reader.beginObject();
      assertThat(reader.tokenStart()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1",
        "\"a",
        "{\"a\"",
        "{\"a\":",
        "tru",
        "NaN",
        "[NaN]",
        "[Infinity]",
        "[-Infinity]",
        "[01]",
        "[1.]",
        "[.5]",
        "[+1]",
        "[1e]",
        "[-]",
        "{a:1}",
        "{'a':1}",
        "[1,]",
        "{\"a\":1,}",
        "// x\n1",
        "[1] 2",
        "{} {}",
        "{}x",
        "\"\t\"",
        "\"\n\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\u0000{}",
        "{\u0000}",
        "[\"\u0000\"]",
        "\uFEFF\uFEFF{}",
        "{\"a\":1]"
      })
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> readAll(text.getBytes(UTF_8)))
        .isInstanceOf(UnreadableJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1E400",
        "\"\\u0000\"",
        "\"\\ud800\"",
        " [ ] ",
        "{\"a\":1,\"a\":2}",
        "\"\u2028\"",
        "[1.5e-7,true,false,null,\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"
      })
  void whatRfc8259AllowsIsRead(String text) throws UnreadableJsonException {
    readAll(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "C0AF, 1",
    "C3, 1",
    "41C328, 2",
    "EDA080, 1",
    "E08080, 1",
    "F4908080, 1",
    "F0808080, 1",
    "FF, 1",
    "80, 1",
    "414141414141414141414180, 12",
    "E282, 1",
    "F09F98, 1"
  })
  void malformedUtf8IsRefusedWhereItStarts(String hex, int offset) {
    byte[] malformed = HexFormat.of().parseHex(hex);
    byte[] bytes = new byte[malformed.length + 2];
    bytes[0] = '"';
    bytes[bytes.length - 1] = '"';
    System.arraycopy(malformed, 0, bytes, 1, malformed.length);

    UnreadableJsonException refusal =
        catchThrowableOfType(UnreadableJsonException.class, () -> readAll(bytes));

    assertThat(refusal.problem()).isEqualTo("not well-formed UTF-8");
    assertThat(refusal.byteOffset()).isEqualTo(offset);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "UTF-16"})
  void otherUnicodeEncodingsAreRefused(String charset) {
    byte[] bytes = "{\"a\":1}".getBytes(Charset.forName(charset));

    assertThatThrownBy(() -> readAll(bytes)).isInstanceOf(UnreadableJsonException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\"a\":x}|5", "[1,2,,3]|5", "{\"é\":?}|6", "{\"a\":\"|6", "[1] x|4"})
  void syntaxErrorsNameTheByte(String text, int offset) {
    UnreadableJsonException refusal =
        catchThrowableOfType(UnreadableJsonException.class, () -> readAll(text.getBytes(UTF_8)));

    assertThat(refusal.byteOffset()).isEqualTo(offset);
  }

  @ParameterizedTest
  @ValueSource(ints = {501, 10_000, 5_000_000})
  void deepNestingIsRefusedAtOnce(int depth) {
    byte[] bytes = "[".repeat(depth).getBytes(UTF_8);

    UnreadableJsonException refusal =
        catchThrowableOfType(UnreadableJsonException.class, () -> readAll(bytes));

    assertThat(refusal.problem()).isEqualTo("nested deeper than 500 levels");
    assertThat(refusal.byteOffset()).isBetween(499L, 502L);
  }

  @Test
  void fiveHundredLevelsAreRead() throws UnreadableJsonException {
    readAll(("[".repeat(500) + "]".repeat(500)).getBytes(UTF_8));
  }

  @Test
  void endlessNumbersAreRefused() {
    assertThatThrownBy(() -> readAll("9".repeat(1_001).getBytes(UTF_8)))
        .isInstanceOf(UnreadableJsonException.class)
        .hasMessageContaining("longer than what is read");
  }

  @Test
  void stringsMayBeAsLongAsTheInput() throws UnreadableJsonException {
    readAll(("\"" + "ä".repeat(20_000_000) + "\"").getBytes(UTF_8));
  }

  @Test
  void problemsRepeatNothingOfTheInput() {
    assertThatThrownBy(() -> readAll("{\"probe_ip\":192.0.2.77}".getBytes(UTF_8)))
        .hasMessageNotContaining("192")
        .hasMessageNotContaining("probe_ip");
  }

  private static void readAll(byte[] bytes) throws UnreadableJsonException {
    try (var reader = StrictJsonReader.open(bytes, 0, bytes.length)) {
      reader.next();
      reader.skipChildren();
      reader.end();
    }
  }
}
