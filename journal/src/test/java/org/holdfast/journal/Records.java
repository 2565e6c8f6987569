package org.holdfast.journal;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.envelope.BodyFormat;
import org.holdfast.model.envelope.ContentCoding;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.GeoVerdict;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.envelope.Transport;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.model.id.ReceiveClock;
import org.holdfast.model.id.TestName;

/// Makes records to append, each with a uid of its own, in the order of their receive times. Safe
/// for concurrent use.
public final class Records {
  private final ReceiveClock clock;
  private final Random random;

  public Records(Clock clock, long seed) {
    this.clock = new ReceiveClock(clock);
    this.random = new Random(seed);
  }

  public JournalRecord measurement(int bodyBytes) {
    return record(RecordKind.MEASUREMENT_SUBMITTED, bodyBytes);
  }

  public JournalRecord record(RecordKind kind, int bodyBytes) {
    byte[] body = new byte[bodyBytes];
    random.nextBytes(body);
    Sha256 digest = Sha256.of(body);
    VantagePoint claimed = new VantagePoint(new CountryCode("IT"), new Asn(30722));
    return new JournalRecord(
        new Envelope(
            MeasurementUid.of(
                clock.next(), claimed.countryCode(), TestName.fromClaim("signal"), digest),
            kind,
            "20260101T000000Z_signal_IT_30722_n1_0123456789abcdef",
            Route.REPORT,
            Transport.HTTPS,
            ContentCoding.IDENTITY,
            BodyFormat.JSON,
            new CollectorId("1"),
            "test",
            claimed,
            "signal",
            Optional.empty(),
            Optional.empty(),
            GeoVerdict.UNKNOWN,
            VerificationStatus.UNVERIFIED,
            Envelope.Software.UNKNOWN,
            digest,
            digest,
            body.length,
            digest,
            Set.of()),
        body);
  }

  /// The uids of the intact entries, after checking that each body is the one the envelope tells
  /// of.
  public static List<String> uids(List<Entry> entries) {
    List<String> uids = new ArrayList<>();
    for (Entry entry : entries) {
      switch (entry) {
        case Entry.Intact intact -> {
          JournalRecord record = intact.record();
          if (!Sha256.of(record.body()).equals(record.envelope().bodySha256())) {
            throw new AssertionError("the body is not the one that was appended");
          }
          uids.add(uid(record));
        }
        case Entry.Damaged damaged -> {
          // Its bytes are not anybody's record any more.
        }
      }
    }
    return uids;
  }

  public static String uid(JournalRecord record) {
    return record.envelope().uid().text();
  }
}
