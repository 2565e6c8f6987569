package org.holdfast.pipeline.archive;

import java.util.List;
import org.holdfast.catalogue.Location;
import org.holdfast.model.Sha256;
import org.holdfast.pipeline.archive.FramedGzipWriter.Frame;

/// The head of a manifest: everything but its entries.
///
/// @param documentFrames the gzip members of the `.jsonl.gz`
/// @param bodyFrames those of the `.tar.gz`
record Manifest(
    String stem, List<DataObject> objects, List<Frame> documentFrames, List<Frame> bodyFrames) {

  /// One of the two data objects.
  ///
  /// @param name without the directory part of the key
  /// @param entries lines or tar members
  record DataObject(String name, long bytes, Sha256 sha256, int entries) {}

  Manifest {
    objects = List.copyOf(objects);
    documentFrames = List.copyOf(documentFrames);
    bodyFrames = List.copyOf(bodyFrames);
  }

  long bytes() {
    return objects.stream().mapToLong(DataObject::bytes).sum();
  }

  /// Where a measurement of this object is read.
  Location.InArchive location(ArchivedEntry.Measurement measurement) {
    Frame document = documentFrames.get(measurement.document().frame());
    Frame body = bodyFrames.get(measurement.body().frame());
    return new Location.InArchive(
        stem,
        measurement.line(),
        document.offset(),
        document.length(),
        measurement.document().offset(),
        measurement.document().length(),
        body.offset(),
        body.length(),
        measurement.body().offset(),
        measurement.body().length());
  }
}
