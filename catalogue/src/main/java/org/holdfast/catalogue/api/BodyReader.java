package org.holdfast.catalogue.api;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.StoredBodies;

/// Reads the bytes of measurements. A measurement may move from the journal to the archive between
/// looking its row up and reading; then it is looked up again, once.
record BodyReader(Catalogue catalogue, StoredBodies bodies) {

  /// Reads one of the things stored for a row.
  interface Part {
    Optional<byte[]> read(StoredBodies bodies, MeasurementRow row) throws IOException;
  }

  /// @return empty if the measurement was withdrawn
  /// @throws IOException if the bytes cannot be read just now
  Optional<byte[]> read(MeasurementRow row, Part part) throws IOException {
    try {
      Optional<byte[]> bytes = part.read(bodies, row);
      if (bytes.isPresent()) {
        return bytes;
      }
    } catch (IOException e) {
      Optional<MeasurementRow> moved = moved(row);
      if (moved.isEmpty()) {
        throw e;
      }
      return part.read(bodies, moved.get());
    }
    Optional<MeasurementRow> moved = moved(row);
    return moved.isPresent() ? part.read(bodies, moved.get()) : Optional.empty();
  }

  private Optional<MeasurementRow> moved(MeasurementRow row) {
    return catalogue.find(row.uid().text()).filter(now -> !now.location().equals(row.location()));
  }
}
