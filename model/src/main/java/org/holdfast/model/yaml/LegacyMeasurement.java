package org.holdfast.model.yaml;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Turns a report header and one entry of data format 0.1.0 into a measurement document of format
/// 0.2.0 (pipeline contract §3.2, §3.3 items 1, 3 and 4): envelope members at the top, everything
/// else below `test_keys`, epochs as UTC text, `test_start_time` of the entry as
/// `measurement_start_time`. An entry that is 0.2.0 already keeps its shape and only gains what it
/// lacks from the header.
///
/// | member | comes from |
/// |---|---|
/// | `report_id` | the caller, whatever header and entry say |
/// | `test_start_time` | header `start_time` (epoch), else its `test_start_time`, else the entry's start |
/// | `measurement_start_time` | the entry's start, else `test_start_time` |
/// | `probe_cc`, `probe_asn` | entry, else header, else `ZZ` and `AS0` |
/// | `test_name` | entry, else header; `HTTP Host` becomes `http_host` |
/// | `probe_ip` | `127.0.0.1` where there was one |
/// | `input` | entry, else the `-u` or `--url` among the options, else null |
/// | versions | as text |
///
/// Members stand in the order of their names, so that the same entry always gives the same bytes.
public final class LegacyMeasurement {
  private static final Set<String> ENVELOPE =
      Set.of(
          "annotations",
          "backend_version",
          "bucket_date",
          "id",
          "input",
          "input_hashes",
          "options",
          "probe_asn",
          "probe_cc",
          "probe_city",
          "probe_ip",
          "report_filename",
          "software_name",
          "software_version",
          "test_helpers",
          "test_name",
          "test_runtime",
          "test_version");

  /// Read by [LegacyTimes], or set whatever they are.
  private static final Set<String> COMPUTED =
      Set.of(
          "data_format_version",
          "measurement_start_time",
          "report_id",
          "start_time",
          "test_start_time");

  private static final List<String> TEXTS =
      List.of("backend_version", "software_name", "software_version", "test_version");

  private final Map<String, @Nullable Object> header;
  private final Map<String, @Nullable Object> entry;
  private final Map<String, @Nullable Object> document = new TreeMap<>();

  private LegacyMeasurement(
      Map<String, @Nullable Object> header, Map<String, @Nullable Object> entry) {
    this.header = header;
    this.entry = entry;
  }

  /// The document as compact JSON in UTF-8.
  ///
  /// @param header the members of the report's header; may be empty
  /// @param entry the members of one entry, see [LegacyYaml.Entry.Mapping]
  /// @param reportId stands in the document whatever header and entry say
  public static byte[] toDocument(
      Map<String, @Nullable Object> header, Map<String, @Nullable Object> entry, String reportId) {
    LegacyMeasurement measurement = new LegacyMeasurement(header, flattened(entry));
    measurement.distribute();
    measurement.normalise();
    measurement.document.put("report_id", reportId);
    return PlainJson.write(measurement.document);
  }

  /// Some releases nested an entry's members one level deeper.
  private static Map<String, @Nullable Object> flattened(Map<String, @Nullable Object> entry) {
    if (!(entry.get("report") instanceof Map<?, ?> nested)) {
      return entry;
    }
    Map<String, @Nullable Object> flat = new TreeMap<>();
    nested.forEach((key, value) -> flat.put(String.valueOf(key), value));
    entry.forEach(
        (key, value) -> {
          if (!key.equals("report")) {
            flat.put(key, value);
          }
        });
    return flat;
  }

  private boolean isNewFormat() {
    return entry.get("test_keys") instanceof Map<?, ?>;
  }

  private void distribute() {
    Map<String, @Nullable Object> testKeys = new TreeMap<>();
    boolean newFormat = isNewFormat();
    header.forEach((name, value) -> place(name, value, newFormat ? document : testKeys));
    entry.forEach((name, value) -> place(name, value, newFormat ? document : testKeys));
    if (!newFormat) {
      document.put("test_keys", testKeys);
    }
  }

  /// An entry's null does not hide what the header says.
  private void place(String name, @Nullable Object value, Map<String, @Nullable Object> rest) {
    if (COMPUTED.contains(name)) {
      return;
    }
    Map<String, @Nullable Object> target = ENVELOPE.contains(name) ? document : rest;
    if (value != null || !target.containsKey(name)) {
      target.put(name, value);
    }
  }

  private void normalise() {
    document.put("data_format_version", "0.2.0");
    for (String name : TEXTS) {
      Object value = document.get(name);
      if (value != null) {
        document.put(name, LegacyNames.text(value));
      }
    }
    document.put("probe_cc", LegacyNames.countryCode(document.get("probe_cc")));
    document.put("probe_asn", LegacyNames.asn(document.get("probe_asn")));
    document.put("test_name", LegacyNames.testName(document.get("test_name")));
    if (document.containsKey("probe_ip")) {
      document.put("probe_ip", "127.0.0.1");
    }
    times();
    options();
  }

  private void times() {
    Optional<String> headerStart =
        LegacyTimes.first(header.get("start_time"), header.get("test_start_time"));
    Optional<String> entryStart =
        isNewFormat()
            ? LegacyTimes.first(entry.get("measurement_start_time"))
            : LegacyTimes.first(
                entry.get("test_start_time"),
                entry.get("start_time"),
                entry.get("measurement_start_time"));
    Optional<String> testStart =
        isNewFormat()
            ? LegacyTimes.first(entry.get("test_start_time")).or(() -> headerStart)
            : headerStart;
    document.put("test_start_time", testStart.or(() -> entryStart).orElse(null));
    document.put("measurement_start_time", entryStart.or(() -> testStart).orElse(null));
  }

  private void options() {
    if (document.get("options") instanceof Map<?, ?> options) {
      document.put("options", options.get("subargs"));
    }
    Object input = document.get("input");
    if (input == null) {
      document.put("input", urlAmong(document.get("options")));
    } else if (!(input instanceof List<?>)) {
      document.put("input", LegacyNames.text(input));
    }
  }

  private static @Nullable String urlAmong(@Nullable Object options) {
    if (!(options instanceof List<?> words)) {
      return null;
    }
    for (int i = 0; i + 1 < words.size(); i++) {
      Object word = words.get(i);
      if (("-u".equals(word) || "--url".equals(word)) && words.get(i + 1) instanceof String url) {
        return url;
      }
    }
    return null;
  }
}
