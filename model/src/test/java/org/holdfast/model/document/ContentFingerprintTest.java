package org.holdfast.model.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.model.RealDocuments;
import org.holdfast.model.Sha256;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I5: the same measurement again is recognised")
class ContentFingerprintTest {
  @Test
  void spellingDoesNotMatter() throws UnreadableJsonException {
    assertThat(of("{\"a\":1.50,\"b\":\"\\u00e9\",\"report_id\":\"x\",\"probe_id\":\"p\"}"))
        .isEqualTo(of("{ \"b\" : \"é\", \"a\" : 15e-1, \"report_id\" : null }\n"));
  }

  @Test
  void contentMatters() throws UnreadableJsonException {
    assertThat(of("{\"a\":9007199254740993}")).isNotEqualTo(of("{\"a\":9007199254740992}"));
    assertThat(of("{\"test_keys\":{\"report_id\":1}}"))
        .isNotEqualTo(of("{\"test_keys\":{\"report_id\":2}}"));
  }

  @Test
  void documentThatDoesNotDescribeItselfCountsWithinItsReport() throws UnreadableJsonException {
    byte[] bytes = "{}".getBytes(UTF_8);

    assertThat(ContentFingerprint.of(bytes, 0, 2, false, "r1"))
        .isNotEqualTo(ContentFingerprint.of(bytes, 0, 2, false, "r2"));
    assertThat(ContentFingerprint.of(bytes, 0, 2, true, "r1"))
        .isEqualTo(ContentFingerprint.of(bytes, 0, 2, true, "r2"));
  }

  @Test
  void sameBytesOfAnotherReportAreAnotherSubmissionUnlessSelfDescribing() {
    Sha256 document = Sha256.of("x".getBytes(UTF_8));

    assertThat(SubmissionIdentity.of(document, true, "r1")).isEqualTo(document);
    assertThat(SubmissionIdentity.of(document, false, "r1"))
        .isNotEqualTo(SubmissionIdentity.of(document, false, "r2"))
        .isEqualTo(SubmissionIdentity.of(document, false, "r1"));
  }

  @Test
  void realDocumentsDifferFromEachOtherAndNotFromTheirCopies()
      throws IOException, UnreadableJsonException {
    List<Path> files = RealDocuments.in("measurements");
    Set<Sha256> distinct = new HashSet<>();
    for (Path file : files) {
      byte[] document = Files.readAllBytes(file);
      MeasurementFields fields = MeasurementScanner.scan(document, 0, document.length);
      byte[] copy = BoundedJson.readTree(document).toPrettyString().getBytes(UTF_8);

      assertThat(fields.testName()).as(file.toString()).isPresent();
      assertThat(of(document)).as(file.toString()).isEqualTo(of(copy));
      distinct.add(of(document));
    }
    assertThat(distinct).hasSameSizeAs(files);
  }

  private static Sha256 of(String document) throws UnreadableJsonException {
    return of(document.getBytes(UTF_8));
  }

  private static Sha256 of(byte[] document) throws UnreadableJsonException {
    return ContentFingerprint.of(document, 0, document.length, true, "r");
  }
}
