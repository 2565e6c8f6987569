package org.holdfast.model.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.holdfast.model.document.AppendRequest.Content;
import org.holdfast.model.json.UnreadableJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScanTest {
  private static final String DOCUMENT =
      """
      {"test_name":"signal","probe_cc":"IT","probe_asn":"AS30722","note":"é€😀",
       "input":null,"test_keys":{"a":[{"report_id":1},{"report_id":1}]},"report_id":"x"}""";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"content\":DOC}",
        "{\"format\":\"json\",\"content\": \t\r\n DOC , \"report_id\":\"r\"}",
        "{\"ключ\":\"😀é\",\"format\":\"json\",\"x\":{\"content\":1},\"content\":DOC}   ",
        "\uFEFF{\"content\":DOC}"
      })
  void documentSliceIsExact(String request) throws UnreadableJsonException {
    byte[] body = request.replace("DOC", DOCUMENT).getBytes(UTF_8);

    Content content = AppendRequest.scan(body).content();

    assertThat(content).isInstanceOf(Content.Document.class);
    var document = (Content.Document) content;
    assertThat(new String(body, document.offset(), document.length(), UTF_8)).isEqualTo(DOCUMENT);
    assertThat(document.fields())
        .isEqualTo(MeasurementScanner.scan(body, document.offset(), document.length()));
    assertThat(document.fields().testName()).contains("signal");
  }

  @Test
  void appendMembersAreRead() throws UnreadableJsonException {
    var request =
        append("{\"format\":\"yaml\",\"report_id\":\"abc\",\"content\":\"--- \\u00e9\\n\"}");

    assertThat(request.format()).contains("yaml");
    assertThat(request.reportId()).contains("abc");
    assertThat(request.content()).isEqualTo(new Content.Text("--- é\n"));
    assertThat(request.mistyped()).isEmpty();
  }

  @Test
  void appendMembersOfOtherTypesAreNamed() throws UnreadableJsonException {
    var request = append("{\"format\":[{}],\"report_id\":7,\"content\":[1,[2]]}");

    assertThat(request.format()).isEmpty();
    assertThat(request.reportId()).isEmpty();
    assertThat(request.mistyped()).containsExactlyInAnyOrder("format", "report_id");
    assertThat(request.content()).isEqualTo(new Content.Other("list"));
  }

  @ParameterizedTest
  @CsvSource({"1,number", "1.5,number", "true,boolean", "null,null", "[],list"})
  void contentOfOtherTypesIsNamed(String json, String type) throws UnreadableJsonException {
    assertThat(append("{\"content\":" + json + "}").content()).isEqualTo(new Content.Other(type));
  }

  @Test
  void nullMembersCountAsAbsent() throws UnreadableJsonException {
    var request = append("{\"format\":null,\"report_id\":null}");

    assertThat(request.format()).isEmpty();
    assertThat(request.mistyped()).isEmpty();
    assertThat(request.content()).isEqualTo(new Content.Absent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"format\":\"json\",\"format\":\"json\"}",
        "{\"content\":{},\"content\":{}}",
        "{\"report_id\":null,\"report_id\":\"a\"}",
        "{\"report\\u005fid\":\"a\",\"report_id\":\"a\"}",
        "{\"content\":{\"probe_cc\":\"IT\",\"probe_cc\":\"IT\"}}"
      })
  void memberWeActOnGivenTwiceIsRefusedByName(String body) {
    assertThatThrownBy(() -> append(body))
        .isInstanceOf(UnreadableJsonException.class)
        .hasMessageMatching("member (format|content|report_id|probe_cc) stands twice.*");
  }

  @Test
  void otherMembersMayStandTwice() throws UnreadableJsonException {
    append(
        "{\"x\":1,\"x\":2,\"content\":{\"y\":1,\"y\":2,\"test_keys\":{\"probe_cc\":1,\"probe_cc\":2}}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "null", "\"x\"", "{} {}", "{\"content\":{}", "{\"content\":{},"})
  void appendBodyThatIsNotOneObjectIsRefused(String body) {
    assertThatThrownBy(() -> append(body)).isInstanceOf(UnreadableJsonException.class);
  }

  @Test
  void submitContentIsDecodedAsUtf8() throws UnreadableJsonException {
    String content = "{\"a\":\"é€😀\\u0000\\\"\\\\\"}\n\t";
    String escaped = content.replace("\\", "\\\\").replace("\"", "\\\"");
    String body =
        "{\"format\":\"json\",\"content\":\""
            + escaped
                .replace("\n", "\\n")
                .replace("\t", "\\t")
                .replace("😀", "\\uD83d\\uDe00é\\u00e9\\u20ac\\/\\b\\f\\r")
            + "\",\"nym\":null}";

    assertThat(submit(body).content().map(bytes -> new String(bytes, UTF_8)))
        .contains(content.replace("😀", "😀éé€/\b\f\r"));
  }

  @Test
  void submitMembersAreRead() throws UnreadableJsonException {
    var request =
        submit(
            "{\"nym\":\"n\",\"zkp_request\":\"z\",\"manifest_version\":\"m\","
                + "\"protocol_version\":null,\"format\":\"json\",\"content\":\"{}\",\"more\":[{}]}");

    assertThat(request.format()).contains("json");
    assertThat(request.manifestVersion()).contains("m");
    assertThat(request.protocolVersion()).isEmpty();
    assertThat(request.credentialMembers())
        .containsExactlyInAnyOrder("nym", "zkp_request", "manifest_version");
    assertThat(request.missing()).isEmpty();
    assertThat(request.mistyped()).isEmpty();
  }

  @Test
  void missingAndMistypedSubmitMembersAreNamed() throws UnreadableJsonException {
    var request = submit("{\"content\":{\"a\":1},\"format\":null,\"nym\":3}");

    assertThat(request.missing()).containsExactly("format");
    assertThat(request.mistyped()).containsExactlyInAnyOrder("content", "nym");
    assertThat(request.content()).isEmpty();
  }

  @Test
  void emptySubmitLacksBothRequiredMembers() throws UnreadableJsonException {
    assertThat(submit("{}").missing()).containsExactlyInAnyOrder("format", "content");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"content\":\"\\ud800\"}",
        "{\"content\":\"\\ud800x\"}",
        "{\"content\":\"\\udc00\"}",
        "{\"content\":\"\\ud800\\ud800\"}",
        "{\"content\":\"\\ud800\\n\"}"
      })
  void halfASurrogatePairInContentIsRefused(String body) {
    assertThatThrownBy(() -> submit(body))
        .isInstanceOf(UnreadableJsonException.class)
        .hasMessage("half a surrogate pair at byte 12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"format", "content", "nym", "zkp_request", "manifest_version"})
  void submitMemberGivenTwiceIsRefusedByName(String member) {
    assertThatThrownBy(() -> submit("{\"M\":\"\",\"M\":\"\"}".replace("M", member)))
        .hasMessageStartingWith("member " + member + " stands twice");
  }

  @Test
  void documentsOfManyMegabytesAreRead() throws UnreadableJsonException {
    String document = "{\"body\":\"" + "aé".repeat(5_000_000) + "\"}";
    byte[] body = ("{\"content\":" + document + "}").getBytes(UTF_8);

    var content = (Content.Document) AppendRequest.scan(body).content();

    assertThat(content.length()).isEqualTo(body.length - 12);
  }

  private static AppendRequest append(String body) throws UnreadableJsonException {
    return AppendRequest.scan(body.getBytes(UTF_8));
  }

  private static SubmitRequest submit(String body) throws UnreadableJsonException {
    return SubmitRequest.scan(body.getBytes(UTF_8));
  }
}
