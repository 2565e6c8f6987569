package org.holdfast.model.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.model.RealDocuments;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class PublishedDocumentTest {
  @Test
  @DisplayName("P43, P48")
  void reportIdIsPutFirstWhereThereIsNone() throws UnreadableJsonException {
    assertThat(published("{ \"a\" : 1.10 }")).isEqualTo("{\"report_id\":\"RID\", \"a\" : 1.10 }");
    assertThat(published("{}")).isEqualTo("{\"report_id\":\"RID\"}");
    assertThat(published(" { } ")).isEqualTo("{\"report_id\":\"RID\" }");
  }

  @ParameterizedTest
  @DisplayName("P43, P48")
  @ValueSource(
      strings = {"\"other\"", "null", "17", "-1.5e3", "true", "{\"x\":[1]}", "[[]]", "\"\\\"}\""})
  void reportIdOfAnyOtherValueIsReplacedWhereItStands(String value) throws UnreadableJsonException {
    assertThat(published("{\"a\":1, \"report_id\": V ,\"b\":2}".replace("V", value)))
        .isEqualTo("{\"a\":1, \"report_id\": \"RID\" ,\"b\":2}");
  }

  @Test
  void equalReportIdKeepsItsSpelling() throws UnreadableJsonException {
    String document = "{\"report\\u005fid\":\"R\\u0049D\"}";

    assertThat(published(document)).isEqualTo(document);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"192.0.2.7\"|\"127.0.0.1\"",
        "null|\"127.0.0.1\"",
        "[]|\"127.0.0.1\"",
        "\"127.0.0.1\"|\"127.0.0.1\"",
        "\"127.0.0\\u002e1\"|\"127.0.0\\u002e1\""
      })
  void probeAddressIsRemoved(String value, String expected) throws UnreadableJsonException {
    assertThat(published("{\"report_id\":\"RID\",\"probe_ip\":" + value + "}"))
        .isEqualTo("{\"report_id\":\"RID\",\"probe_ip\":" + expected + "}");
  }

  @Test
  void membersOfInnerObjectsAreLeftAlone() throws UnreadableJsonException {
    String document =
        "{\"report_id\":\"RID\",\"test_keys\":{\"report_id\":\"x\",\"probe_ip\":\"192.0.2.7\"}}";

    assertThat(published(document)).isEqualTo(document);
  }

  @Test
  void documentStandsOnOneLine() throws UnreadableJsonException {
    assertThat(
            published("\r\n{\n\"a\":\t[1,\r\n2],\"report_id\":\"RID\",\"b\":\"x\\ny\u2028\"}\n\n"))
        .isEqualTo("{ \"a\":\t[1,  2],\"report_id\":\"RID\",\"b\":\"x\\ny\u2028\"}");
  }

  @Test
  void nothingElseIsSpeltAnew() throws UnreadableJsonException {
    String document =
        "{\"report_id\":\"RID\",\"z\":1.10,\"a\":9007199254740993,\"s\":\"\\u0041\\/é\\u0000\",\"z\":2}";

    assertThat(published(document)).isEqualTo(document);
  }

  @Test
  void sliceInsideARequestIsPublished() throws UnreadableJsonException {
    byte[] body = "{\"é\":1,\"content\":{\"a\":1,\"probe_ip\":null}}".getBytes(UTF_8);
    var content = (AppendRequest.Content.Document) AppendRequest.scan(body).content();

    byte[] line = PublishedDocument.of(body, content.offset(), content.length(), "RID");

    assertThat(new String(line, UTF_8))
        .isEqualTo("{\"report_id\":\"RID\",\"a\":1,\"probe_ip\":\"127.0.0.1\"}");
  }

  @Test
  void byteOrderMarkFallsAway() throws UnreadableJsonException {
    assertThat(published("\uFEFF{\"a\":1}")).isEqualTo("{\"report_id\":\"RID\",\"a\":1}");
  }

  @Test
  void provenProbeIdIsPublishedWhateverTheDocumentSays() {
    assertThat(proven("{\"a\":1}"))
        .isEqualTo("{\"report_id\":\"RID\",\"probe_id\":\"me\",\"a\":1}");
    assertThat(proven("{\"report_id\":\"RID\",\"probe_id\":\"you\",\"probe_id\":7}"))
        .isEqualTo("{\"report_id\":\"RID\",\"probe_id\":\"me\",\"probe_id\":\"me\"}");
    String same = "{\"probe_id\":\"me\",\"report_id\":\"RID\"}";
    assertThat(proven(same)).isEqualTo(same);
  }

  @Test
  void unprovenProbeIdStaysAClaim() throws UnreadableJsonException {
    String document = "{\"report_id\":\"RID\",\"probe_id\":\"you\"}";
    assertThat(published(document)).isEqualTo(document);
  }

  private static String proven(String document) {
    byte[] bytes = document.getBytes(UTF_8);
    return new String(
        PublishedDocument.ofRead(bytes, 0, bytes.length, "RID", Optional.of("me")), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{", "null", "{}{}"})
  void whatIsNotOneObjectIsRefused(String text) {
    assertThatThrownBy(() -> published(text)).isInstanceOf(UnreadableJsonException.class);
  }

  @Test
  void realDocumentsDifferInReportIdAndProbeIpOnly() throws IOException, UnreadableJsonException {
    for (Path file : RealDocuments.in("measurements")) {
      byte[] document = Files.readAllBytes(file);

      byte[] line = PublishedDocument.of(document, 0, document.length, "RID");

      ObjectNode before = (ObjectNode) BoundedJson.readTree(document);
      ObjectNode after = (ObjectNode) BoundedJson.readTree(line);
      assertThat(after.get("report_id").asString()).as(file.toString()).isEqualTo("RID");
      before.put("report_id", "RID");
      if (before.has("probe_ip")) {
        before.put("probe_ip", "127.0.0.1");
      }
      assertThat(after).as(file.toString()).isEqualTo(before);
      assertThat(line).as(file.toString()).doesNotContain('\n').doesNotContain('\r');
      assertThat(PublishedDocument.of(line, 0, line.length, "RID")).isEqualTo(line);
    }
  }

  private static String published(String document) throws UnreadableJsonException {
    byte[] bytes = document.getBytes(UTF_8);
    return new String(PublishedDocument.of(bytes, 0, bytes.length, "RID"), UTF_8);
  }
}
