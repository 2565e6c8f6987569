package org.holdfast.model.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import org.holdfast.model.document.MeasurementScanner;
import org.holdfast.model.json.UnreadableJsonException;
import org.holdfast.model.yaml.LegacyYaml.Entry;

/// Whatever a stream holds becomes entries, and every mapping a document that can be read.
class LegacyYamlFuzz {
  @FuzzTest
  void streams(byte[] bytes) throws UnreadableJsonException {
    for (Entry entry : LegacyYaml.readStream(new String(bytes, UTF_8))) {
      if (entry instanceof Entry.Mapping(var members)) {
        byte[] document = LegacyMeasurement.toDocument(members, members, "r");
        assertThat(MeasurementScanner.scan(document, 0, document.length).reportId()).contains("r");
        LegacyMeasurement.toDocument(Map.of(), members, "r");
      }
    }
  }
}
