package org.holdfast.app.server;

import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many files the system lets this process open; every connection is one.
final class OpenFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

  /// Libraries, journal, archive, catalogue, and what they open while they work.
  private static final long KEPT = 1_000;

  private OpenFiles() {}

  /// As many connections per listener as asked for, or fewer if the system gives no more: refusing
  /// a connection is better than being unable to open a segment of the journal.
  static int enoughFor(int connections, int listeners) {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean system
        ? enoughFor(connections, listeners, system.getMaxFileDescriptorCount())
        : connections;
  }

  static int enoughFor(int connections, int listeners, long files) {
    long possible = Math.max(1, (files - Math.min(KEPT, files / 2)) / listeners);
    if (possible >= connections) {
      return connections;
    }
    LOG.warn(
        "The system lets this process open {} files, so each listener accepts {} connections and"
            + " not {}; raise the limit (ulimit -n, LimitNOFILE)",
        files,
        possible,
        connections);
    return (int) possible;
  }
}
