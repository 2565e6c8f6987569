package org.holdfast.pipeline.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.document.SubmissionIdentity;
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
import org.holdfast.model.id.TestName;

/// Makes journal records as a collector would, one microsecond apart.
public final class Records {
  public static final String REPORT = "20260821T090000Z_signal_PT_3243_n1_abcdefghijklmnop";
  public static final String OLD_REPORT = "20160821T090000Z_AS3243_" + "a".repeat(50);

  private static final DateTimeFormatter PROBE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private Instant now;
  private String testName = "signal";
  private String countryCode = "PT";

  public Records(Instant now) {
    this.now = now;
  }

  /// The next record is received then.
  public Records at(Instant instant) {
    now = instant;
    return this;
  }

  public Instant now() {
    return now;
  }

  public Records of(String name, String country) {
    testName = name;
    countryCode = country;
    return this;
  }

  /// A measurement document; equal numbers give equal documents.
  public String document(int number, String filler) {
    return """
        {"annotations":{"platform":"linux","engine_name":"ooniprobe-engine"},\
        "data_format_version":"0.2.0","input":"https://example.org:8443/%d?q=1",\
        "measurement_start_time":"%s","probe_asn":"AS3243","probe_cc":"%s",\
        "probe_ip":"127.0.0.1","report_id":"%s","software_name":"miniooni",\
        "software_version":"3.22.0","test_keys":{"number":%d,"filler":"%s"},\
        "test_name":"%s","test_runtime":0.5,"test_start_time":"2026-08-21 09:00:00",\
        "test_version":"0.2.5"}"""
        .formatted(
            number,
            PROBE_TIME.format(Instant.parse("2026-08-21T09:00:01Z").plusSeconds(number)),
            countryCode,
            REPORT,
            number,
            filler,
            testName);
  }

  public JournalRecord submit(String document) {
    return submit(document, REPORT);
  }

  /// As [#submit(String)], under the report id made for this submission.
  public JournalRecord submit(String document, String reportId) {
    byte[] body = document.getBytes(UTF_8);
    return record(RecordKind.MEASUREMENT_SUBMITTED, Route.SUBMIT, reportId, body, body, true);
  }

  public JournalRecord append(String document) {
    byte[] body = ("{\"format\":\"json\",\"content\":" + document + "}").getBytes(UTF_8);
    return record(
        RecordKind.MEASUREMENT_SUBMITTED,
        Route.REPORT,
        REPORT,
        body,
        document.getBytes(UTF_8),
        true);
  }

  public JournalRecord yaml(String reportId, String entry) {
    String quoted = entry.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    byte[] body = ("{\"format\":\"yaml\",\"content\":\"" + quoted + "\"}").getBytes(UTF_8);
    return record(
        RecordKind.MEASUREMENT_SUBMITTED,
        Route.OONIB,
        reportId,
        body,
        entry.getBytes(UTF_8),
        false);
  }

  public JournalRecord opened(Route route, String reportId, String createRequest) {
    byte[] body = createRequest.getBytes(UTF_8);
    return record(RecordKind.REPORT_OPENED, route, reportId, body, body, true);
  }

  public JournalRecord closed(Route route, String reportId) {
    return record(RecordKind.REPORT_CLOSED, route, reportId, new byte[0], new byte[0], true);
  }

  /// The envelope of a record whose bytes the intake took for those of another.
  public static Envelope withIdentity(Envelope envelope, Sha256 identity) {
    return copy(envelope, identity, envelope.verification());
  }

  /// The record as if its author had been proven.
  public static JournalRecord verified(JournalRecord record) {
    Envelope envelope = record.envelope();
    return new JournalRecord(
        copy(envelope, envelope.identity(), VerificationStatus.VERIFIED), record.body());
  }

  private static Envelope copy(
      Envelope envelope, Sha256 identity, VerificationStatus verification) {
    return new Envelope(
        envelope.uid(),
        envelope.kind(),
        envelope.reportId(),
        envelope.route(),
        envelope.transport(),
        envelope.coding(),
        envelope.format(),
        envelope.collector(),
        envelope.build(),
        envelope.claimed(),
        envelope.testName(),
        envelope.observed(),
        envelope.geoDatabase(),
        envelope.geoVerdict(),
        verification,
        envelope.software(),
        envelope.documentSha256(),
        identity,
        envelope.bodyLength(),
        envelope.bodySha256(),
        envelope.marks());
  }

  /// The envelope of a record whose author was looked for.
  public static Envelope with(
      Envelope envelope, VerificationStatus verification, Optional<Sha256> probeId) {
    return new Envelope(
        envelope.uid(),
        envelope.kind(),
        envelope.reportId(),
        envelope.route(),
        envelope.transport(),
        envelope.coding(),
        envelope.format(),
        envelope.collector(),
        envelope.build(),
        envelope.claimed(),
        envelope.testName(),
        envelope.observed(),
        envelope.geoDatabase(),
        envelope.geoVerdict(),
        verification,
        probeId,
        envelope.software(),
        envelope.documentSha256(),
        envelope.identity(),
        envelope.bodyLength(),
        envelope.bodySha256(),
        envelope.marks());
  }

  private JournalRecord record(
      RecordKind kind,
      Route route,
      String reportId,
      byte[] body,
      byte[] document,
      boolean selfDescribing) {
    now = now.plus(1, ChronoUnit.MICROS);
    Sha256 digest = Sha256.of(document);
    VantagePoint claimed = new VantagePoint(new CountryCode(countryCode), new Asn(3243));
    Set<String> marks = new TreeSet<>();
    return new JournalRecord(
        new Envelope(
            MeasurementUid.of(now, claimed.countryCode(), TestName.fromClaim(testName), digest),
            kind,
            reportId,
            route,
            Transport.HTTPS,
            ContentCoding.IDENTITY,
            route == Route.OONIB ? BodyFormat.YAML : BodyFormat.JSON,
            new CollectorId("1"),
            "test",
            claimed,
            testName,
            Optional.empty(),
            Optional.empty(),
            GeoVerdict.UNKNOWN,
            VerificationStatus.UNVERIFIED,
            new Envelope.Software("miniooni", "3.22.0"),
            digest,
            SubmissionIdentity.of(digest, selfDescribing, reportId),
            body.length,
            Sha256.of(body),
            marks),
        body);
  }
}
