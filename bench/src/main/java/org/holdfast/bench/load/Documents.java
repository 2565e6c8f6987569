package org.holdfast.bench.load;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
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
import org.holdfast.model.id.TestName;

/// Documents and records for the benchmarks, of our own making and the usual size.
public final class Documents {
  public static final String REPORT_ID =
      "20261122T100000Z_webconnectivity_PT_64501_n1_0123456789abcdef";

  private Documents() {}

  /// A web_connectivity document of about `bytes` bytes.
  public static byte[] document(int bytes) {
    StringBuilder text = new StringBuilder(bytes + 512);
    text.append("{\"annotations\":{\"platform\":\"linux\"},\"data_format_version\":\"0.2.0\",");
    text.append("\"input\":\"https://site.example/\",\"measurement_start_time\":");
    text.append("\"2026-11-22 10:00:00\",\"probe_asn\":\"AS64501\",\"probe_cc\":\"PT\",");
    text.append("\"probe_ip\":\"127.0.0.1\",\"software_name\":\"miniooni\",");
    text.append("\"software_version\":\"3.31.0\",\"test_keys\":{\"queries\":[");
    for (int i = 0; text.length() < bytes - 160; i++) {
      text.append(i == 0 ? "" : ",").append("{\"hostname\":\"host-").append(i * 7919 % 100_003);
      text.append(".example\",\"answers\":[{\"answer_type\":\"A\",\"ipv4\":\"192.0.2.");
      text.append(i % 250).append("\",\"ttl\":").append(i * 31 % 3600);
      text.append("}],\"failure\":null,\"t\":").append(i).append('.').append(i * 13 % 1000);
      text.append('}');
    }
    text.append("]},\"test_name\":\"web_connectivity\",\"test_runtime\":1.25,");
    text.append("\"test_start_time\":\"2026-11-22 09:59:58\",\"test_version\":\"0.5.28\"}");
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// A record as the intake appends it.
  public static JournalRecord record(byte[] body) {
    Sha256 digest = Sha256.of(body);
    VantagePoint claimed = new VantagePoint(new CountryCode("PT"), new Asn(64501));
    Envelope envelope =
        new Envelope(
            MeasurementUid.of(
                Instant.parse("2026-11-22T10:00:01.123456Z"),
                claimed.countryCode(),
                TestName.fromClaim("web_connectivity"),
                digest),
            RecordKind.MEASUREMENT_SUBMITTED,
            REPORT_ID,
            Route.SUBMIT,
            Transport.HTTPS,
            ContentCoding.IDENTITY,
            BodyFormat.JSON,
            new CollectorId("1"),
            "0.1.0",
            claimed,
            "web_connectivity",
            Optional.of(claimed),
            Optional.of("2026-11-01"),
            GeoVerdict.MATCH,
            VerificationStatus.UNVERIFIED,
            new Envelope.Software("miniooni", "3.31.0"),
            digest,
            digest,
            body.length,
            digest,
            Set.of());
    return new JournalRecord(envelope, body);
  }
}
