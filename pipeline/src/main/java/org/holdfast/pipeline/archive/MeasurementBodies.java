package org.holdfast.pipeline.archive;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction.ReportRow;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.StoredBodies;
import org.holdfast.journal.Journal;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.decode.Decoded;
import org.holdfast.pipeline.decode.Decoder;
import org.holdfast.pipeline.decode.Scrubber;
import org.jspecify.annotations.Nullable;

/// Reads measurements back from where they are now: by position from the journal while they wait,
/// by frame from the archive afterwards (D14, D42). Both give the same bytes. Nothing is kept in
/// memory.
///
/// A row may name a place in the journal that is deleted by the time it is read; the row is looked
/// up again then, once, since by that time it names the archive.
public final class MeasurementBodies implements StoredBodies {
  private final Journal journal;
  private final Catalogue catalogue;
  private final ObjectStore store;
  private final FrameReader frames;

  public MeasurementBodies(Journal journal, Catalogue catalogue, ObjectStore store) {
    this.journal = journal;
    this.catalogue = catalogue;
    this.store = store;
    this.frames = new FrameReader(store);
  }

  @Override
  public Optional<byte[]> published(MeasurementRow row) throws IOException {
    return read(row, this::publish, this::archivedDocument);
  }

  @Override
  public Optional<byte[]> asReceived(MeasurementRow row) throws IOException {
    return read(row, record -> Optional.of(record.body()), this::archivedBody);
  }

  @Override
  public Optional<byte[]> envelope(MeasurementRow row) throws IOException {
    return read(
        row,
        record -> Optional.of(EnvelopeCodec.encode(record.envelope())),
        (uid, location) -> archivedEnvelope(uid, location));
  }

  private interface FromJournal {
    Optional<byte[]> read(JournalRecord record) throws IOException;
  }

  private interface FromArchive {
    byte[] read(MeasurementUid uid, Location.InArchive location) throws IOException;
  }

  private Optional<byte[]> read(MeasurementRow row, FromJournal waiting, FromArchive archived)
      throws IOException {
    MeasurementRow current = row;
    for (int attempt = 0; attempt < 2; attempt++) {
      switch (current.location()) {
        case Location.InArchive location -> {
          try {
            return Optional.of(archived.read(current.uid(), location));
          } catch (NoSuchFileException e) {
            return Optional.empty(); // withdrawn
          }
        }
        case Location.InJournal(String position, String installation) -> {
          Optional<JournalRecord> record = journal.read(new Position(position));
          if (record.isPresent()) {
            return waiting.read(record.get());
          }
          if (attempt > 0 && !installation.isEmpty()) {
            throw new IOException(
                row.uid() + " is not archived yet and waits in the journal of " + installation);
          }
        }
      }
      Optional<MeasurementRow> moved = catalogue.find(row.uid().text());
      if (moved.isEmpty()) {
        return Optional.empty();
      }
      current = moved.get();
    }
    return Optional.empty();
  }

  private Optional<byte[]> publish(JournalRecord record) {
    Decoded decoded = Decoder.decode(record, headerFor(record.envelope()));
    if (!(decoded instanceof Decoded.Document document)) {
      return Optional.empty();
    }
    return Optional.of(Scrubber.scrub(document, record.envelope()));
  }

  private Optional<String> headerFor(Envelope envelope) {
    if (envelope.route() != Route.OONIB) {
      return Optional.empty();
    }
    return catalogue.findReport(envelope.reportId()).map(ReportRow::headerJson);
  }

  private byte[] archivedDocument(MeasurementUid uid, Location.InArchive location)
      throws IOException {
    return frames.read(
        location.stem() + ObjectStem.DOCUMENTS,
        location.frameOffset(),
        location.frameLength(),
        location.documentOffset(),
        location.documentLength());
  }

  private byte[] archivedBody(MeasurementUid uid, Location.InArchive location) throws IOException {
    return frames.read(
        location.stem() + ObjectStem.BODIES,
        location.bodyFrameOffset(),
        location.bodyFrameLength(),
        location.bodyOffset(),
        location.bodyLength());
  }

  /// Envelopes stand in the manifest only, which is read up to the one asked for.
  private byte[] archivedEnvelope(MeasurementUid uid, Location.InArchive location)
      throws IOException {
    AtomicReference<byte @Nullable []> found = new AtomicReference<>();
    try (var in = store.open(location.stem() + ObjectStem.MANIFEST)) {
      ManifestJson.read(
          in,
          new ManifestJson.Visitor() {
            @Override
            public void head(Manifest manifest) {}

            @Override
            public boolean alias(ArchivedEntry.Alias alias) {
              return true;
            }

            @Override
            public boolean measurement(ArchivedEntry.Measurement measurement) {
              if (measurement.envelope().uid().equals(uid)) {
                found.set(EnvelopeCodec.encode(measurement.envelope()));
                return false;
              }
              return true;
            }
          });
    }
    byte @Nullable [] envelope = found.get();
    if (envelope == null) {
      throw new IOException("the manifest does not know " + uid);
    }
    return Arrays.copyOf(envelope, envelope.length);
  }
}
