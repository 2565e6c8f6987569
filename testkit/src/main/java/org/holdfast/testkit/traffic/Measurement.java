package org.holdfast.testkit.traffic;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// One measurement that a simulated probe hands in, as often and in as many spellings as it likes:
/// the `key` says that it is the same one. The document's array is shared, not copied.
///
/// @param key unique within a workload; stands in the document, so that people find it again
/// @param document for [Format#JSON] the document without `report_id`, for [Format#YAML] one entry
///   from `---` to `...` with its line feeds
/// @param startedAt the probe's clock, to the second
/// @param fate what an intact server does with it
@SuppressWarnings("ArrayRecordComponent") // compared by key, or by sense where bytes may differ
public record Measurement(
    String key,
    Format format,
    String testName,
    Vantage vantage,
    String softwareName,
    String softwareVersion,
    Instant startedAt,
    byte[] document,
    Fate fate) {

  /// How the document is written.
  public enum Format {
    JSON,
    YAML
  }

  /// The document as text.
  public String text() {
    return new String(document, StandardCharsets.UTF_8);
  }

  /// The same measurement in other bytes.
  public Measurement spelled(byte[] otherBytes) {
    return new Measurement(
        key, format, testName, vantage, softwareName, softwareVersion, startedAt, otherBytes, fate);
  }

  @Override
  public String toString() {
    return key + " (" + testName + " " + vantage.cc() + ", " + document.length + " bytes)";
  }
}
