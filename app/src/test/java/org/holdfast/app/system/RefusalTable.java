package org.holdfast.app.system;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What each broken request of `BrokenBodies` is counted as, and what the answer says is wrong with
/// it: the field, the header, the limit, or the offset of the first byte that cannot be read.
final class RefusalTable {
  /// One row.
  ///
  /// @param status of the answer, where there is one
  /// @param reason the label on `/metrics`
  /// @param names stands in the answer's `error` or `detail`
  record Row(String name, int status, String reason, Pattern names) {
    private static Row of(String line) {
      String[] cells = line.split("\\s*\\|\\s*", 4);
      return new Row(
          cells[0].strip(), Integer.parseInt(cells[1]), cells[2], Pattern.compile(cells[3]));
    }
  }

  private static final Map<String, Row> ROWS =
      """
      append-truncated-json             | 400 | invalid-json      | not valid JSON at byte 42
      submit-truncated-json             | 400 | invalid-content   | content.*not valid JSON at byte 15
      append-invalid-utf8               | 400 | invalid-json      | UTF-8 at byte 33
      submit-invalid-utf8               | 422 | invalid-json      | UTF-8 at byte 37
      append-lone-surrogate-bytes       | 400 | invalid-json      | UTF-8 at byte 33
      submit-lone-surrogate-bytes       | 422 | invalid-json      | UTF-8 at byte 37
      append-nul-byte                   | 400 | invalid-json      | at byte 34
      submit-nul-byte                   | 400 | invalid-content   | content.*at byte 7
      append-nul-between-tokens         | 400 | invalid-json      | at byte 32
      submit-nul-between-tokens         | 400 | invalid-content   | content.*at byte 5
      append-ten-thousand-deep          | 400 | invalid-json      | nested deeper than \\d+ levels at byte \\d+
      submit-ten-thousand-deep          | 400 | invalid-content   | content.*nested deeper than \\d+ levels at byte \\d+
      append-ten-thousand-deep-objects  | 400 | invalid-json      | nested deeper than \\d+ levels at byte \\d+
      submit-ten-thousand-deep-objects  | 400 | invalid-content   | content.*nested deeper than \\d+ levels at byte \\d+
      append-not-a-number               | 400 | invalid-json      | at byte 3\\d
      submit-not-a-number               | 400 | invalid-content   | content.*at byte \\d
      append-trailing-text              | 400 | invalid-json      | at byte 3\\d
      submit-trailing-text              | 400 | invalid-content   | content.*at byte 8
      empty-append                      | 400 | invalid-json      | at byte 0
      append-number                     | 400 | invalid-json      | not a JSON object at byte 0
      append-list                       | 400 | invalid-json      | not a JSON object at byte 0
      empty-submit                      | 422 | invalid-json      | at byte 0
      append-duplicate-content          | 400 | invalid-json      | member content stands twice at byte \\d+
      append-without-content            | 400 | missing-field     | content is required
      append-content-list               | 400 | invalid-field     | content is
      append-content-string-as-json     | 400 | invalid-field     | content is
      append-format-xml                 | 400 | invalid-format    | format is neither
      append-yaml-object                | 400 | invalid-field     | content is
      put-without-report-id             | 400 | missing-field     | report_id is required
      put-report-id-with-slash          | 400 | invalid-field     | report_id is not
      submit-content-object             | 422 | schema-violation  | "body","content"
      submit-without-content            | 422 | schema-violation  | "body","content"
      submit-without-format             | 422 | schema-violation  | "body","format"
      submit-content-list               | 400 | invalid-content   | content.*not a JSON object at byte 0
      create-broken                     | 400 | invalid-json      | at byte 1
      create-list                       | 400 | invalid-json      | a JSON object is expected
      create-empty                      | 400 | invalid-json      | at byte 0
      create-without-test-version       | 400 | missing-field     | test_version is required
      create-bad-software-version       | 400 | invalid-field     | software_version is not
      create-unknown-format             | 400 | invalid-format    | format is neither
      create-yaml-alias-bomb            | 400 | invalid-field     | content is not one YAML mapping
      create-yaml-foreign-tag           | 400 | invalid-field     | content is not one YAML mapping
      gzip-garbage                      | 400 | content-coding    | gzip: .* at byte 0
      zstd-garbage                      | 400 | content-coding    | zstd: .* at byte \\d+
      gzip-truncated                    | 400 | content-coding    | gzip: truncated at byte \\d+
      gzip-bomb                         | 413 | request-too-large | limit of 67108864 bytes
      zstd-bomb                         | 413 | request-too-large | limit of 67108864 bytes
      unknown-coding                    | 415 | unsupported-content-encoding | Content-Encoding must be
      length-too-long                   | 400 | body-truncated    | ended early, at byte 35
      length-too-short                  | 400 | invalid-json      | ends too early at byte 28
      length-of-a-gigabyte              | 413 | request-too-large | limit of 67108864 bytes
      length-negative                   | 400 | invalid-http      | (?i)content-length
      length-no-number                  | 400 | invalid-http      | (?i)content-length
      two-lengths                       | 400 | invalid-http      | (?i)content-length
      length-and-chunks                 | 400 | invalid-http      | (?i)content-length
      chunk-size-no-number              | 400 | body-truncated    | ended early, at byte 0
      chunk-longer-than-said            | 400 | body-truncated    | ended early, at byte 5
      chunks-without-end                | 400 | body-truncated    | ended early, at byte 35
      huge-header                       | 431 | request-header-too-large | (?i)header
      not-http                          | 400 | invalid-http      | \\S
      append-to-unknown-form-of-id      | 404 | unknown-report    | no report id
      close-unknown-form-of-id          | 404 | unknown-report    | no report id
      unknown-path                      | 404 | status-404        | Not Found
      get-report                        | 405 | status-405        | Method Not Allowed
      get-close                         | 405 | status-405        | Method Not Allowed
      delete-report                     | 405 | status-405        | Method Not Allowed
      trailing-slash                    | 404 | status-404        | Not Found
      slow-header                       | 408 | header-timeout    | .
      slow-body                         | 408 | body-timeout      | not complete after \\d+ bytes
      """
          .lines()
          .map(Row::of)
          .collect(Collectors.toUnmodifiableMap(Row::name, Function.identity()));

  private RefusalTable() {}

  /// The row of that case; a case without one is a mistake in the table.
  static Row of(String name) {
    return Objects.requireNonNull(ROWS.get(name), () -> "the table has no row for " + name);
  }

  static int size() {
    return ROWS.size();
  }
}
