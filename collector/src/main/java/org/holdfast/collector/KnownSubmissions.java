package org.holdfast.collector;

import java.util.Optional;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;

/// Where else to ask whether a submission was seen before, beyond what this process remembers: the
/// catalogue. Best effort; the pipeline finds the rest.
@FunctionalInterface
public interface KnownSubmissions {
  /// Nobody to ask.
  KnownSubmissions NONE = identity -> Optional.empty();

  /// The uid under which a submission of this identity was stored. May be slow and may throw.
  Optional<MeasurementUid> find(Sha256 identity);
}
