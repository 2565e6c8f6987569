package org.holdfast.app.server;

import java.time.Duration;
import java.util.Optional;
import org.holdfast.app.control.ProcessIdentity;

/// Looks whether the process that this one is to follow still runs. If it ends before it has handed
/// over, new connections come here by themselves, and so does the pipeline: this process serves and
/// becomes the current one.
final class PredecessorWatch implements AutoCloseable {
  /// The environment variable in which a process tells its successor which one it is, as
  /// [ProcessIdentity] writes it.
  static final String VARIABLE = "HOLDFAST_PREDECESSOR";

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final Thread thread;

  private PredecessorWatch(Thread thread) {
    this.thread = thread;
  }

  /// Who started this process as the successor of `pid`.
  ///
  /// @param told the value of [#VARIABLE]; may be an older process's, or absent if a release
  ///   started this one that does not set it
  static Optional<ProcessIdentity> predecessor(long pid, Optional<String> told) {
    return told.flatMap(ProcessIdentity::parse)
        .filter(identity -> identity.pid() == pid)
        .or(() -> ProcessIdentity.of(pid));
  }

  /// @param predecessor empty if it was gone before it could be told apart from others
  /// @param status says until when this process is a successor
  static PredecessorWatch start(
      Optional<ProcessIdentity> predecessor, HandOverStatus status, Runnable whenGone) {
    Thread thread =
        Thread.ofVirtual()
            .name("predecessor-watch")
            .start(
                () -> {
                  try {
                    while (status.isSuccessor()) {
                      if (predecessor.filter(ProcessIdentity::isAlive).isEmpty()) {
                        whenGone.run();
                      }
                      Thread.sleep(BETWEEN_LOOKS);
                    }
                  } catch (InterruptedException e) {
                    // Closed.
                  }
                });
    return new PredecessorWatch(thread);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
