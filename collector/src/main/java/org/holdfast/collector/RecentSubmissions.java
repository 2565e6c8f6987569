package org.holdfast.collector;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;

/// The identities of the newest submissions, a fixed number of them, oldest forgotten first. A
/// cache that favours what is asked for often would forget the wrong ones here: what comes again
/// mostly does so once, and soon. Safe for concurrent use.
final class RecentSubmissions {
  /// @param reportId the report the measurement stands in, if known
  /// @param verified whether a proof over these bytes was found to hold
  record Remembered(MeasurementUid uid, Optional<String> reportId, boolean verified) {
    Remembered asVerified() {
      return new Remembered(uid, reportId, true);
    }
  }

  private final Map<Sha256, Remembered> newest;

  /// @param entriesMax how many are remembered; each takes about 350 bytes
  RecentSubmissions(int entriesMax) {
    this.newest = new Newest(entriesMax);
  }

  synchronized Optional<Remembered> find(Sha256 identity) {
    return Optional.ofNullable(newest.get(identity));
  }

  synchronized void remember(Sha256 identity, Remembered entry) {
    Remembered known = newest.putIfAbsent(identity, entry);
    if (known != null && entry.verified() && !known.verified()) {
      newest.put(identity, known.asVerified());
    }
  }

  private static final class Newest extends LinkedHashMap<Sha256, Remembered> {
    private static final long serialVersionUID = 1L;

    private final int entriesMax;

    Newest(int entriesMax) {
      this.entriesMax = entriesMax;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Sha256, Remembered> eldest) {
      return size() > entriesMax;
    }
  }
}
