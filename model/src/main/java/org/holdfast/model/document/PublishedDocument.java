package org.holdfast.model.document;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.model.json.JsonOutput;
import org.holdfast.model.json.ReadJson;
import org.holdfast.model.json.StrictJsonReader;
import org.holdfast.model.json.UnreadableJsonException;

/// The form in which a document is published: the probe's own bytes on one line, with four changes
/// only. `report_id` is the report's (P43, P48): its value is replaced where it differs or is null,
/// and the member is put first where it is absent. `probe_ip` becomes `127.0.0.1` where it is
/// anything else. `probe_id` becomes what was proven, where something was, and is put first where
/// it is absent; where nothing was it stays a claim. White space outside strings that would break
/// the line becomes blanks, and what stands around the object (white space, a byte order mark)
/// falls away. Publishing a published document changes nothing.
public final class PublishedDocument {
  /// What stands in `probe_ip` since probes keep their address to themselves (df-000).
  private static final String NO_ADDRESS = "127.0.0.1";

  private static final byte BLANK = ' ';
  private static final String REPORT_ID = "report_id";
  private static final String PROBE_ID = "probe_id";

  private final byte[] source;
  private final JsonOutput out;
  private int copied;

  private PublishedDocument(byte[] source, int start, int length) {
    this.source = source;
    this.copied = start;
    this.out = new JsonOutput(length + 128);
  }

  /// The published line for the document at `offset`, without a line feed at its end.
  ///
  /// @throws UnreadableJsonException if it is not exactly one JSON object
  public static byte[] of(byte[] bytes, int offset, int length, String reportId)
      throws UnreadableJsonException {
    try (var reader = StrictJsonReader.open(bytes, offset, length)) {
      reader.beginObject();
      reader.skipChildren();
      reader.end();
    }
    return ofRead(bytes, offset, length, reportId);
  }

  /// As [#of], for a document that [MeasurementScanner] or [AppendRequest] has read, which makes
  /// another parse unnecessary.
  public static byte[] ofRead(byte[] bytes, int offset, int length, String reportId) {
    return ofRead(bytes, offset, length, reportId, Optional.empty());
  }

  /// Likewise.
  ///
  /// @param probeId what its author has proven to be called
  public static byte[] ofRead(
      byte[] bytes, int offset, int length, String reportId, Optional<String> probeId) {
    int brace = offset;
    while (bytes[brace] != '{') {
      brace++;
    }
    return withoutLineBreaks(
        new PublishedDocument(bytes, brace, length).spliced(reportId, probeId));
  }

  private byte[] spliced(String reportId, Optional<String> probeId) {
    Map<String, String> absent = new LinkedHashMap<>();
    absent.put(REPORT_ID, reportId);
    probeId.ifPresent(id -> absent.put(PROBE_ID, id));
    boolean empty = true;
    int at = ReadJson.skipWhiteSpace(source, copied + 1);
    while (source[at] != '}') {
      empty = false;
      String name = ReadJson.text(source, at);
      int colon = ReadJson.skipWhiteSpace(source, ReadJson.skipString(source, at));
      int value = ReadJson.skipWhiteSpace(source, colon + 1);
      at = ReadJson.skipValue(source, value);
      absent.remove(name);
      if (name.equals(REPORT_ID)) {
        replaceUnlessIs(reportId, value, at);
      } else if (name.equals(PROBE_ID) && probeId.isPresent()) {
        replaceUnlessIs(probeId.get(), value, at);
      } else if (name.equals("probe_ip")) {
        replaceUnlessIs(NO_ADDRESS, value, at);
      }
      at = ReadJson.skipWhiteSpace(source, at);
      if (source[at] == ',') {
        at = ReadJson.skipWhiteSpace(source, at + 1);
      }
    }
    copyUpTo(at + 1);
    byte[] document = out.toByteArray();
    return absent.isEmpty() ? document : withFirst(document, absent, empty);
  }

  private void replaceUnlessIs(String wanted, int value, int end) {
    if (source[value] == '"' && ReadJson.text(source, value).equals(wanted)) {
      return;
    }
    copyUpTo(value);
    copied = end;
    out.string(wanted);
  }

  private void copyUpTo(int end) {
    out.raw(source, copied, end - copied);
    copied = end;
  }

  private static byte[] withFirst(byte[] document, Map<String, String> members, boolean empty) {
    JsonOutput out = new JsonOutput(document.length + 256);
    char before = '{';
    for (Map.Entry<String, String> member : members.entrySet()) {
      out.ascii(before).string(member.getKey()).ascii(':').string(member.getValue());
      before = ',';
    }
    if (!empty) {
      out.ascii(',');
    }
    return out.raw(document, 1, document.length - 1).toByteArray();
  }

  /// Inside strings JSON has no raw line breaks, so that every one found is white space.
  private static byte[] withoutLineBreaks(byte[] json) {
    for (int i = 0; i < json.length; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        json[i] = BLANK;
      }
    }
    return json;
  }
}
