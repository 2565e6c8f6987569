package org.holdfast.client;

import java.io.IOException;
import java.util.Optional;

/// The manifest that the collector told last, until an answer says that it is not that of today.
final class KnownManifest {
  private final CollectorCalls calls;
  private Optional<Manifest> known = Optional.empty();

  KnownManifest(CollectorCalls calls) {
    this.calls = calls;
  }

  /// @return empty if nobody issues credentials there
  Optional<Manifest> current() throws IOException, InterruptedException {
    if (known.isEmpty()) {
      try {
        known = Manifest.parse(calls.get("/api/v1/manifest"));
      } catch (RefusedException e) {
        // No issuer there.
        return Optional.empty();
      }
    }
    return known;
  }

  /// Asks anew when it is needed next.
  void forget() {
    known = Optional.empty();
  }
}
