package org.holdfast.pipeline.decode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.model.document.AppendRequest;
import org.holdfast.model.document.MeasurementScanner;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.json.UnreadableJsonException;
import org.holdfast.model.yaml.LegacyMeasurement;
import org.holdfast.model.yaml.LegacyYaml;
import org.jspecify.annotations.Nullable;

/// Finds the measurement document in a journal record.
///
/// | route | what the body is | the document |
/// |---|---|---|
/// | `SUBMIT` | the document | all of it |
/// | `REPORT` | `{"format":"json","content":{...}}` | the bytes of `content` |
/// | `OONIB` | `{"content":"---\n..."}` | made from the report's header and the one YAML entry |
///
/// An old report may mix JSON and YAML entries (legacy contract §1.3), hence an object in `content`
/// is taken on the `OONIB` route too.
///
/// **One record is one measurement.** No client ever put more than one YAML document into a
/// request. A body with several, or with none, is set aside whole: publishing one of them would
/// hide the others, and publishing all of them would leave the others without a uid that anybody
/// was told and the ledger without a sum.
public final class Decoder {
  /// The reason of what cannot be read without the opening of its report.
  public static final String HEADER_UNKNOWN = "report-header-unknown";

  private Decoder() {}

  /// Decodes a measurement record, checking all of its document. Never throws for what the record
  /// holds.
  ///
  /// @param headerJson the header remembered for the record's report, needed for YAML entries only
  public static Decoded decode(JournalRecord record, Optional<String> headerJson) {
    try {
      return switch (record.envelope().route()) {
        case SUBMIT -> document(record.body(), 0, record.body().length);
        case REPORT, OONIB -> append(record, headerJson);
      };
    } catch (UnreadableJsonException e) {
      return new Decoded.Unreadable("unreadable-json", e.problem() + " at byte " + e.byteOffset());
    } catch (RuntimeException | StackOverflowError e) {
      // A mistake of ours, brought out by this record. It costs this record its publication and
      // nobody else theirs.
      return new Decoded.Unreadable("decoder-failed", e.getClass().getSimpleName());
    }
  }

  private static Decoded append(JournalRecord record, Optional<String> headerJson)
      throws UnreadableJsonException {
    byte[] body = record.body();
    return switch (AppendRequest.scan(body).content()) {
      case AppendRequest.Content.Document(int offset, int length, var fields) ->
          new Decoded.Document(body, offset, length, fields);
      case AppendRequest.Content.Text(String text) ->
          switch (record.envelope().route()) {
            case OONIB -> yaml(text, headerJson, record.envelope().reportId());
            case REPORT, SUBMIT ->
                new Decoded.Unreadable("content-not-a-document", "content is of type string");
          };
      case AppendRequest.Content.Other(String jsonType) ->
          new Decoded.Unreadable("content-not-a-document", "content is of type " + jsonType);
      case AppendRequest.Content.Absent() ->
          new Decoded.Unreadable("content-missing", "there is no member content");
    };
  }

  private static Decoded yaml(String text, Optional<String> headerJson, String reportId)
      throws UnreadableJsonException {
    List<LegacyYaml.Entry> entries = LegacyYaml.readStream(text);
    if (entries.size() != 1) {
      return entries.isEmpty()
          ? new Decoded.Unreadable("no-entry", "content holds no YAML document")
          : new Decoded.Unreadable(
              "several-entries", "content holds " + entries.size() + " YAML documents");
    }
    return switch (entries.getFirst()) {
      case LegacyYaml.Entry.Broken broken ->
          new Decoded.Unreadable("unreadable-yaml", broken.problem());
      case LegacyYaml.Entry.Mapping(Map<String, @Nullable Object> members) -> {
        if (headerJson.isEmpty()) {
          yield new Decoded.Unreadable(
              HEADER_UNKNOWN, "no record of the opening of this report was seen");
        }
        byte[] made =
            LegacyMeasurement.toDocument(ReportHeader.read(headerJson.get()), members, reportId);
        yield document(made, 0, made.length);
      }
    };
  }

  private static Decoded document(byte[] bytes, int offset, int length)
      throws UnreadableJsonException {
    return new Decoded.Document(
        bytes, offset, length, MeasurementScanner.scan(bytes, offset, length));
  }
}
