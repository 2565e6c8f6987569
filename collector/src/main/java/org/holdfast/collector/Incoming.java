package org.holdfast.collector;

import java.util.EnumSet;
import java.util.Set;
import org.holdfast.model.envelope.BodyFormat;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.ReportId;

/// Something a probe hands in, taken apart: a measurement, or word that a report was opened or
/// closed.
///
/// @param body the bytes for the journal, as received
/// @param document where the measurement document stands; for reports opened and closed, the body
/// @param selfDescribing whether the document is recognised without its report: it says itself what
///   was measured where and when, or came alone
/// @param authorship what its credential shows
/// @param marks what is doubtful about it and accepted all the same (invariant I7)
@SuppressWarnings("ArrayRecordComponent") // bodies are large and never compared
public record Incoming(
    RecordKind kind,
    Route route,
    BodyFormat format,
    ReportId reportId,
    Arrival arrival,
    byte[] body,
    Document document,
    boolean selfDescribing,
    Claims claims,
    Authorship authorship,
    Set<Mark> marks) {

  /// A range of bytes, mostly within the body.
  public record Document(byte[] bytes, int offset, int length) {
    public static Document whole(byte[] bytes) {
      return new Document(bytes, 0, bytes.length);
    }
  }

  public Incoming {
    marks = Set.copyOf(marks);
  }

  /// Without a credential.
  public Incoming(
      RecordKind kind,
      Route route,
      BodyFormat format,
      ReportId reportId,
      Arrival arrival,
      byte[] body,
      Document document,
      boolean selfDescribing,
      Claims claims,
      Set<Mark> marks) {
    this(
        kind,
        route,
        format,
        reportId,
        arrival,
        body,
        document,
        selfDescribing,
        claims,
        Authorship.NONE,
        marks);
  }

  Incoming with(Authorship shown) {
    return new Incoming(
        kind,
        route,
        format,
        reportId,
        arrival,
        body,
        document,
        selfDescribing,
        claims,
        shown,
        marks);
  }

  Incoming with(Mark mark) {
    Set<Mark> more = EnumSet.of(mark);
    more.addAll(marks);
    return new Incoming(
        kind,
        route,
        format,
        reportId,
        arrival,
        body,
        document,
        selfDescribing,
        claims,
        authorship,
        more);
  }
}
