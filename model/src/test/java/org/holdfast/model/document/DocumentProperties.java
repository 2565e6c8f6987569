package org.holdfast.model.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.holdfast.model.JsonTexts;
import org.holdfast.model.json.JsonOutput;
import org.holdfast.model.json.UnreadableJsonException;

/// Without edge cases of combined values, which take most of the time to be worked out; the odd
/// ones stand in [JsonTexts] by themselves.
class DocumentProperties {
  @Property(edgeCases = EdgeCasesMode.NONE)
  void documentIsFoundExactlyWhereverItStands(
      @ForAll("values") String before, @ForAll("objects") String document)
      throws UnreadableJsonException {
    byte[] body = ("{\"x\":" + before + ", \"content\": " + document + " }\n").getBytes(UTF_8);

    var content = (AppendRequest.Content.Document) AppendRequest.scan(body).content();

    assertThat(new String(body, content.offset(), content.length(), UTF_8)).isEqualTo(document);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void submittedTextIsDecodedExactly(@ForAll("objects") String document)
      throws UnreadableJsonException {
    byte[] body =
        new JsonOutput(0)
            .ascii("{\"format\":\"json\",\"content\":")
            .string(document)
            .ascii('}')
            .toByteArray();

    assertThat(SubmitRequest.scan(body).content().orElseThrow())
        .isEqualTo(document.getBytes(UTF_8));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void publishedLineKeepsTheContent(@ForAll("objects") String document)
      throws UnreadableJsonException {
    byte[] bytes = document.getBytes(UTF_8);
    byte[] line = PublishedDocument.of(bytes, 0, bytes.length, "RID");

    assertThat(line).doesNotContain('\n').doesNotContain('\r');
    assertThat(ContentFingerprint.of(line, 0, line.length, true, ""))
        .isEqualTo(ContentFingerprint.of(bytes, 0, bytes.length, true, ""));
    assertThat(MeasurementScanner.scan(line, 0, line.length).reportId()).contains("RID");
    assertThat(PublishedDocument.of(line, 0, line.length, "RID")).isEqualTo(line);
  }

  @Provide
  Arbitrary<String> values() {
    return JsonTexts.values();
  }

  @Provide
  Arbitrary<String> objects() {
    return JsonTexts.objects();
  }
}
