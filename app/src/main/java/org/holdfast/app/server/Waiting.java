package org.holdfast.app.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens what may not be there yet: tries again every second, tells `/health/ready` what is waited
/// for, and the log once for each reason (I10).
final class Waiting {
  private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  /// Opens something, or fails in a way that may pass.
  @FunctionalInterface
  interface Opening<T> {
    T open() throws IOException;
  }

  private final Readiness readiness;
  private final StopSignal stop;

  Waiting(Readiness readiness, StopSignal stop) {
    this.readiness = readiness;
    this.stop = stop;
  }

  /// Returns what was opened, however long it takes.
  ///
  /// @param what the name of it, as in `journal`
  /// @throws StopRequestedException if the process is asked to stop meanwhile
  <T> T until(String what, Opening<T> opening) throws InterruptedException, StopRequestedException {
    String told = "";
    while (true) {
      readiness.waitFor(told.isEmpty() ? what : told);
      try {
        return opening.open();
      } catch (IOException | UncheckedIOException e) {
        String reason = what + ": " + e;
        if (!reason.equals(told)) {
          LOG.warn("Waiting for {}", reason);
        }
        told = reason;
      }
      if (stop.await(BETWEEN_TRIES)) {
        throw new StopRequestedException();
      }
    }
  }
}
