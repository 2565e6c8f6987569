package org.holdfast.collector;

import java.util.Map;
import java.util.Set;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;

/// Where else to ask whether submissions were seen before, beyond what this process remembers: the
/// catalogue. Best effort; the pipeline finds the rest.
@FunctionalInterface
public interface KnownSubmissions {
  /// How many are asked for at once, at most.
  int AT_ONCE_MAX = 256;

  /// Nobody to ask.
  KnownSubmissions NONE = identities -> Map.of();

  /// The uids under which submissions of these identities were stored, as far as any were. May be
  /// slow and may throw.
  Map<Sha256, MeasurementUid> find(Set<Sha256> identities);
}
