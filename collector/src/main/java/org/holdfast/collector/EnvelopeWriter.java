package org.holdfast.collector;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.edge.Source;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.GeoVerdict;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.model.id.ReceiveClock;

/// Writes down what the collector knows about a record: gives it its uid and compares the claimed
/// vantage point with the observed one (P78 to P80). A mismatch is noted, never a reason to refuse.
final class EnvelopeWriter {
  private final GeoDatabase geo;
  private final CollectorIdentity collector;
  private final ReceiveClock receiveClock;

  EnvelopeWriter(GeoDatabase geo, CollectorIdentity collector, ReceiveClock receiveClock) {
    this.geo = geo;
    this.collector = collector;
    this.receiveClock = receiveClock;
  }

  /// @param body the body as it will be stored; the same array as the incoming one if nothing was
  ///   scrubbed from it
  Envelope write(Incoming incoming, Sha256 document, Sha256 identity, byte[] body) {
    Instant receivedAt = receiveClock.next();
    Claims claims = incoming.claims();
    VantagePoint claimed = claims.vantagePoint();
    boolean scrubbed = isScrubbed(incoming, body);
    Sha256 stored = !scrubbed && documentIsBody(incoming) ? document : Sha256.of(body);
    // A digest of the unscrubbed bytes would tell the address to whoever tries all of them.
    Sha256 named = scrubbed ? stored : document;
    Optional<VantagePoint> observed = observe(incoming.arrival().source());
    return new Envelope(
        MeasurementUid.of(
            receivedAt, collector.id(), claimed.countryCode(), claims.idName(), named),
        incoming.kind(),
        incoming.reportId().text(),
        incoming.route(),
        incoming.arrival().transport(),
        incoming.arrival().coding(),
        incoming.format(),
        collector.id(),
        collector.build(),
        claimed,
        claims.testName(),
        observed,
        geo.date(),
        verdict(claimed, observed),
        incoming.authorship().status(),
        incoming.authorship().probeId(),
        claims.software(),
        named,
        identity,
        body.length,
        stored,
        marks(incoming, scrubbed));
  }

  private Optional<VantagePoint> observe(Source source) {
    return source
        .addressForUseInMemoryOnly()
        .flatMap(geo::find)
        .map(GeoDatabase.Answer::vantagePoint);
  }

  private static GeoVerdict verdict(VantagePoint claimed, Optional<VantagePoint> observed) {
    return observed
        .map(o -> o.equals(claimed) ? GeoVerdict.MATCH : GeoVerdict.DIFFERS)
        .orElse(GeoVerdict.UNKNOWN);
  }

  @SuppressWarnings("ReferenceEquality") // the scrubber gives the same array if it found nothing
  private static boolean isScrubbed(Incoming incoming, byte[] body) {
    return incoming.body() != body;
  }

  /// Whether the document is the whole body, so that one digest does for both.
  @SuppressWarnings("ReferenceEquality") // a document is a range of the body or another array
  private static boolean documentIsBody(Incoming incoming) {
    return incoming.document().bytes() == incoming.body()
        && incoming.document().length() == incoming.body().length;
  }

  private static Set<String> marks(Incoming incoming, boolean scrubbed) {
    Set<String> marks = new TreeSet<>();
    incoming.marks().forEach(mark -> marks.add(mark.token()));
    if (incoming.authorship().claimsAnother()) {
      marks.add(Mark.PROBE_ID_DIFFERS.token());
    }
    if (scrubbed) {
      marks.add(Mark.ADDRESS_SCRUBBED.token());
    }
    return marks;
  }
}
