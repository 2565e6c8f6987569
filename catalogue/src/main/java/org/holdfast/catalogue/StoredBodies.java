package org.holdfast.catalogue;

import java.io.IOException;
import java.util.Optional;

/// Reads the bytes of measurements wherever they are now, journal or archive. The pipeline, which
/// put them there, implements it.
public interface StoredBodies {

  /// The document as published: one line of JSON. Empty if the bytes are gone (withdrawn).
  Optional<byte[]> published(MeasurementRow row) throws IOException;

  /// The body exactly as it was received and kept.
  Optional<byte[]> asReceived(MeasurementRow row) throws IOException;

  /// The envelope beside it, as JSON.
  Optional<byte[]> envelope(MeasurementRow row) throws IOException;
}
