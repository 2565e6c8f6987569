package org.holdfast.model.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.holdfast.model.RealDocuments;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
  @Test
  @DisplayName("RFC 8785 §3.2.2: primitive data types")
  void primitivesOfTheRfc() throws UnreadableJsonException {
    String input =
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50,
                      2e-3, 0.000000000000000000000000001],
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }""";

    assertThat(canonical(input))
        .isEqualTo(
            """
            {"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
            "string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}""");
  }

  @Test
  @DisplayName("RFC 8785 §3.2.3: sorting of object properties")
  void sortingOfTheRfc() throws UnreadableJsonException {
    String input =
        """
        {
          "\\u20ac": "Euro Sign",
          "\\r": "Carriage Return",
          "\\ufb33": "Hebrew Letter Dalet With Dagesh",
          "1": "One",
          "\\ud83d\\ude00": "Emoji: Grinning Face",
          "\\u0080": "Control",
          "\\u00f6": "Latin Small Letter O With Diaeresis"
        }""";

    assertThat(canonical(input))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                + "\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  @Test
  void membersAreSortedAtEveryLevelAndListsKeepTheirOrder() throws UnreadableJsonException {
    assertThat(canonical(" { \"b\" : [ 2 , { \"d\" : { } , \"c\" : [ ] } , 1 ] , \"a\" : null } "))
        .isEqualTo("{\"a\":null,\"b\":[2,{\"c\":[],\"d\":{}},1]}");
  }

  @Test
  void namedMembersAreLeftOutOfTheOutermostObjectOnly() throws UnreadableJsonException {
    byte[] bytes = "x{\"z\":{\"r\":1},\"r\":{\"r\":[2]},\"q\":3,\"a\":4}x".getBytes(UTF_8);

    byte[] canonical = CanonicalJson.canonicalise(bytes, 1, bytes.length - 2, Set.of("r", "q"));

    assertThat(new String(canonical, UTF_8)).isEqualTo("{\"a\":4,\"z\":{\"r\":1}}");
  }

  @Test
  void membersGivenTwiceAreKeptInTheirOrder() throws UnreadableJsonException {
    assertThat(canonical("{\"b\":1,\"a\":3,\"a\":2}")).isEqualTo("{\"a\":3,\"a\":2,\"b\":1}");
  }

  @Test
  void halfASurrogatePairStandsAsItsEscape() throws UnreadableJsonException {
    assertThat(canonical("[\"\\uD800x\\udc00\"]")).isEqualTo("[\"\\ud800x\\udc00\"]");
  }

  @Test
  void deepestNestingThatIsReadIsCanonicalised() throws UnreadableJsonException {
    String deep = "{\"b\":1,\"a\":".repeat(500) + "0" + "}".repeat(500);

    assertThat(canonical(deep)).startsWith("{\"a\":{\"a\":").endsWith(",\"b\":1}");
    assertThatThrownBy(() -> canonical("[" + deep + "]"))
        .isInstanceOf(UnreadableJsonException.class);
  }

  @Test
  void realDocumentsKeepTheirMeaning() throws IOException, UnreadableJsonException {
    for (Path file : RealDocuments.in("measurements")) {
      byte[] document = Files.readAllBytes(file);

      byte[] canonical = CanonicalJson.canonicalise(document, 0, document.length, Set.of());

      assertThat(SameMeaning.of(canonical, document)).as(file.toString()).isTrue();
      assertThat(CanonicalJson.canonicalise(canonical, 0, canonical.length, Set.of()))
          .as(file.toString())
          .isEqualTo(canonical);
    }
  }

  private static String canonical(String json) throws UnreadableJsonException {
    byte[] bytes = json.getBytes(UTF_8);
    return new String(CanonicalJson.canonicalise(bytes, 0, bytes.length, Set.of()), UTF_8);
  }
}
