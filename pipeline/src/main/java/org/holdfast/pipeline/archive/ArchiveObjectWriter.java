package org.holdfast.pipeline.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.archive.ArchivedEntry.Slice;

/// Writes the three files of one archive object into a local directory. The same records give the
/// same bytes (see the package for the layout).
final class ArchiveObjectWriter implements Closeable {
  private static final int TAR_BLOCK = 512;
  private static final byte[] ZEROS = new byte[2 * TAR_BLOCK];
  private static final byte[] LINE_FEED = {'\n'};

  /// Compressing is most of what archiving costs. On real documents level 3 gives away 10 % of size
  /// against 5 and is half as fast again; level 1 gives away 16 % and suits the file that is read
  /// seldom (docs/benchmarks.md).
  private static final int DOCUMENTS_LEVEL = 3;

  private static final int BODIES_LEVEL = 1;

  private final ObjectStem stem;
  private final Path documentsFile;
  private final Path bodiesFile;
  private final Path manifestFile;
  private final FramedGzipWriter documents;
  private final FramedGzipWriter bodies;
  private final List<ArchivedEntry.Measurement> measurements = new ArrayList<>();
  private final List<ArchivedEntry.Alias> aliases = new ArrayList<>();
  private final byte[] block = new byte[TAR_BLOCK];

  private ArchiveObjectWriter(ObjectStem stem, Path directory) throws IOException {
    this.stem = stem;
    this.documentsFile = directory.resolve(stem.fileName(ObjectStem.DOCUMENTS));
    this.bodiesFile = directory.resolve(stem.fileName(ObjectStem.BODIES));
    this.manifestFile = directory.resolve(stem.fileName(ObjectStem.MANIFEST));
    this.documents = new FramedGzipWriter(documentsFile, DOCUMENTS_LEVEL);
    this.bodies = new FramedGzipWriter(bodiesFile, BODIES_LEVEL);
  }

  /// Starts an object; its files are made in `directory` and replace what has their names there.
  static ArchiveObjectWriter open(ObjectStem stem, Path directory) throws IOException {
    return new ArchiveObjectWriter(stem, directory);
  }

  /// Adds a measurement.
  ///
  /// @param body as received
  /// @param line as published, without line feed
  void addMeasurement(
      Envelope envelope, byte[] body, byte[] line, Sha256 fingerprint, Set<String> marks)
      throws IOException {
    int offset = documents.beginPiece(line.length + 1);
    Slice document = new Slice(documents.frame(), offset, line.length);
    documents.write(line, 0, line.length);
    documents.write(LINE_FEED, 0, 1);
    measurements.add(
        new ArchivedEntry.Measurement(
            envelope, measurements.size(), document, addBody(envelope, body), fingerprint, marks));
  }

  /// Adds the body of another sending of a measurement.
  void addAlias(Envelope envelope, byte[] body, MeasurementUid canonical) throws IOException {
    aliases.add(new ArchivedEntry.Alias(envelope, canonical, addBody(envelope, body)));
  }

  private Slice addBody(Envelope envelope, byte[] body) throws IOException {
    TarArchiveEntry member = new TarArchiveEntry(envelope.uid() + ".post");
    member.setSize(body.length);
    member.setMode(0100644);
    member.setUserId(0);
    member.setGroupId(0);
    member.setUserName("");
    member.setGroupName("");
    member.setModTime(envelope.receivedAt().getEpochSecond() * 1000);
    member.writeEntryHeader(block);
    int padding = Math.floorMod(-body.length, TAR_BLOCK);
    int offset = bodies.beginPiece(TAR_BLOCK + body.length + padding);
    bodies.write(block, 0, TAR_BLOCK);
    bodies.write(body, 0, body.length);
    bodies.write(ZEROS, 0, padding);
    return new Slice(bodies.frame(), offset + TAR_BLOCK, body.length);
  }

  /// The size of the larger of the two compressed files so far.
  long compressedBytes() {
    return Math.max(documents.compressedBytes(), bodies.compressedBytes());
  }

  /// Completes the three files.
  Finished finish() throws IOException {
    bodies.write(ZEROS, 0, ZEROS.length);
    bodies.finish();
    documents.finish();
    Manifest manifest =
        new Manifest(
            stem.text(),
            List.of(
                new Manifest.DataObject(
                    stem.fileName(ObjectStem.DOCUMENTS),
                    documents.compressedBytes(),
                    documents.sha256(),
                    measurements.size()),
                new Manifest.DataObject(
                    stem.fileName(ObjectStem.BODIES),
                    bodies.compressedBytes(),
                    bodies.sha256(),
                    measurements.size() + aliases.size())),
            documents.frames(),
            bodies.frames());
    ManifestJson.write(manifestFile, manifest, aliases, measurements);
    return new Finished(
        stem,
        manifest,
        documentsFile,
        bodiesFile,
        manifestFile,
        List.copyOf(measurements),
        List.copyOf(aliases),
        firstReceivedAt());
  }

  private Instant firstReceivedAt() {
    return Stream.<ArchivedEntry>concat(measurements.stream(), aliases.stream())
        .map(entry -> entry.envelope().receivedAt())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /// Ends the writing, finished or not; the files stay.
  @Override
  public void close() throws IOException {
    documents.close();
    bodies.close();
  }

  /// A complete object in local files.
  record Finished(
      ObjectStem stem,
      Manifest manifest,
      Path documentsFile,
      Path bodiesFile,
      Path manifestFile,
      List<ArchivedEntry.Measurement> measurements,
      List<ArchivedEntry.Alias> aliases,
      Instant firstReceivedAt) {

    /// Deletes the local files.
    void discard() throws IOException {
      Files.deleteIfExists(documentsFile);
      Files.deleteIfExists(bodiesFile);
      Files.deleteIfExists(manifestFile);
    }
  }
}
