package org.holdfast.model.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.holdfast.model.JsonTexts;
import tools.jackson.core.JsonToken;

class JsonProperties {
  @Property
  boolean wellFormedUtf8IsWhatTheJdkDecodes(@ForAll byte[] bytes) {
    return (Utf8.firstMalformed(bytes, 0, bytes.length) < 0) == decodes(bytes);
  }

  @Property
  boolean anyTextIsWellFormedUtf8(@ForAll("values") String text, @ForAll byte noise) {
    byte[] bytes = text.getBytes(UTF_8);
    byte[] damaged = bytes.clone();
    damaged[damaged.length / 2] = noise;
    return Utf8.firstMalformed(bytes, 0, bytes.length) < 0
        && (Utf8.firstMalformed(damaged, 0, damaged.length) < 0) == decodes(damaged);
  }

  @Property
  void tokensStandWhereTheReaderSays(
      @ForAll("values") String before, @ForAll("values") String value)
      throws UnreadableJsonException {
    byte[] json = ("{\"x\":" + before + " ,\"y\": " + value + "\n}").getBytes(UTF_8);
    try (var reader = StrictJsonReader.open(json, 0, json.length)) {
      reader.beginObject();
      reader.next();
      reader.next();
      reader.skipValue();
      reader.next();
      reader.next();
      int start = reader.tokenStart();
      int end = reader.skipValue();
      assertThat(new String(json, start, end - start, UTF_8)).isEqualTo(value);
    }
  }

  @Property
  void stringsAreDecodedAsJacksonDoes(@ForAll("strings") String string)
      throws UnreadableJsonException {
    byte[] json = string.getBytes(UTF_8);
    try (var reader = StrictJsonReader.open(json, 0, json.length)) {
      assertThat(reader.next()).isEqualTo(JsonToken.VALUE_STRING);
      String decoded = reader.text();
      assertThat(new String(JsonStringBytes.decode(json, 0, json.length), UTF_8))
          .isEqualTo(decoded);
      byte[] written = new JsonOutput(0).string(decoded).toByteArray();
      assertThat(new String(JsonStringBytes.decode(written, 0, written.length), UTF_8))
          .isEqualTo(decoded);
    }
  }

  @Property
  void doublesSurviveTheirCanonicalSpelling(@ForAll double value) {
    if (Double.isFinite(value)) {
      assertThat(Double.parseDouble(EcmaNumber.format(value)) + 0.0).isEqualTo(value + 0.0);
    }
  }

  @Property
  void anyBitsOfADoubleSurviveTheirCanonicalSpelling(@ForAll long bits) {
    doublesSurviveTheirCanonicalSpelling(Double.longBitsToDouble(bits));
  }

  @Property
  void numbersTakenForCanonicalAreSpeltSo(
      @ForAll int whole,
      @ForAll @IntRange(max = 8) int zeros,
      @ForAll @IntRange(max = 99_999) int rest)
      throws UnreadableJsonException {
    for (String text : List.of(whole + "." + "0".repeat(zeros) + rest, whole + "", "0." + rest)) {
      byte[] json = text.getBytes(UTF_8);
      if (EcmaNumber.isCanonical(json, 0, json.length)) {
        assertThat(text).isEqualTo(EcmaNumber.canonical(text, text.indexOf('.') < 0));
      }
    }
  }

  @Property
  void valuesAreSkippedToTheirEnd(@ForAll("values") String value) {
    byte[] json = ("[" + value + " ,1]").getBytes(UTF_8);
    int end = ReadJson.skipValue(json, 1);
    assertThat(new String(json, 1, end - 1, UTF_8).strip()).isEqualTo(value.strip());
  }

  @Property
  void canonicalFormIsCanonicalAlready(@ForAll("values") String json)
      throws UnreadableJsonException {
    byte[] once = canonical(json.getBytes(UTF_8));

    assertThat(canonical(once)).isEqualTo(once);
  }

  @Property
  void canonicalFormMeansTheSame(@ForAll("values") String json) throws UnreadableJsonException {
    byte[] bytes = json.getBytes(UTF_8);

    assertThat(SameMeaning.of(canonical(bytes), bytes)).isTrue();
  }

  @Provide
  Arbitrary<String> values() {
    return JsonTexts.values();
  }

  @Provide
  Arbitrary<String> strings() {
    return JsonTexts.strings();
  }

  private static byte[] canonical(byte[] json) throws UnreadableJsonException {
    return CanonicalJson.canonicalise(json, 0, json.length, Set.of());
  }

  private static boolean decodes(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
