package org.holdfast.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.document.MeasurementFields;
import org.holdfast.model.document.MeasurementScanner;
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
import org.holdfast.model.json.UnreadableJsonException;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.MeasurementMaker;

/// Makes the journal records of a benchmark as a collector would, half of them single requests and
/// half appended to a report.
final class JournalFill {
  private static final String REPORT_ID =
      "20261122T100000Z_webconnectivity_PT_64501_n1_aaaaaaaaaaaaaaaa";
  private static final int MADE_UP = 2_000;

  private final List<byte[]> documents;
  private long made;

  private JournalFill(List<byte[]> documents) {
    this.documents = documents;
  }

  /// Documents of the testkit's probes, about 20 KB each.
  static JournalFill madeUp() {
    MeasurementMaker maker = new MeasurementMaker(7, Instant.parse("2026-11-22T09:00:00Z"));
    List<byte[]> documents = new ArrayList<>();
    while (documents.size() < MADE_UP) {
      maker.series(Generation.GO_SUBMIT, 5).forEach(made -> documents.add(made.document()));
    }
    return new JournalFill(documents);
  }

  /// The `.json` files of a directory, one document each.
  static JournalFill from(Path directory) throws IOException {
    List<byte[]> documents = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory).sorted()) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(".json")) {
          documents.add(Files.readString(file).strip().getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return new JournalFill(documents);
  }

  /// The next records, each a measurement of its own.
  List<JournalRecord> records(int count) throws UnreadableJsonException {
    List<JournalRecord> records = new ArrayList<>(count);
    Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS);
    for (int i = 0; i < count; i++) {
      byte[] document = documents.get((int) (made % documents.size()));
      records.add(record(now.plus(i + 1L, ChronoUnit.MICROS), numbered(document, made)));
      made++;
    }
    return records;
  }

  /// The document with a member put first that makes it another one.
  private static byte[] numbered(byte[] document, long number) {
    byte[] first = ("{\"benchmark\":" + number + ",").getBytes(StandardCharsets.US_ASCII);
    byte[] numbered = new byte[first.length + document.length - 1];
    System.arraycopy(first, 0, numbered, 0, first.length);
    System.arraycopy(document, 1, numbered, first.length, document.length - 1);
    return numbered;
  }

  private JournalRecord record(Instant receivedAt, byte[] document) throws UnreadableJsonException {
    MeasurementFields fields = MeasurementScanner.scan(document, 0, document.length);
    boolean single = made % 2 == 0;
    byte[] body = single ? document : wrapped(document);
    Sha256 digest = Sha256.of(document);
    String testName = fields.testName().orElse("");
    VantagePoint claimed =
        new VantagePoint(
            fields.probeCc().flatMap(CountryCode::parse).orElse(new CountryCode("ZZ")),
            fields.probeAsn().flatMap(Asn::parse).orElse(new Asn(0)));
    return new JournalRecord(
        new Envelope(
            MeasurementUid.of(
                receivedAt, claimed.countryCode(), TestName.fromClaim(testName), digest),
            RecordKind.MEASUREMENT_SUBMITTED,
            REPORT_ID,
            single ? Route.SUBMIT : Route.REPORT,
            Transport.HTTPS,
            ContentCoding.IDENTITY,
            BodyFormat.JSON,
            new CollectorId("1"),
            "bench",
            claimed,
            testName,
            Optional.empty(),
            Optional.empty(),
            GeoVerdict.UNKNOWN,
            VerificationStatus.UNVERIFIED,
            new Envelope.Software("miniooni", "3.31.0"),
            digest,
            digest,
            body.length,
            Sha256.of(body),
            Set.of()),
        body);
  }

  private static byte[] wrapped(byte[] document) {
    byte[] before = "{\"format\":\"json\",\"content\":".getBytes(StandardCharsets.US_ASCII);
    byte[] body = new byte[before.length + document.length + 1];
    System.arraycopy(before, 0, body, 0, before.length);
    System.arraycopy(document, 0, body, before.length, document.length);
    body[body.length - 1] = '}';
    return body;
  }
}
