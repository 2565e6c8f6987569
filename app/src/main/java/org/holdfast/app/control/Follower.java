package org.holdfast.app.control;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Whom a process says it follows, in its `status`.
///
/// @param pid 0 if nobody
/// @param instance empty in a release that knows only process ids
public record Follower(long pid, Optional<ProcessIdentity> instance) {
  public static Follower of(JsonNode status) {
    return new Follower(
        status.path("successor_of").longValue(0),
        ProcessIdentity.parse(status.path("predecessor").stringValue("")));
  }

  /// Whether it is the successor of that very process, and not of an earlier one whose process id
  /// was the same.
  public boolean follows(ProcessIdentity process) {
    return pid == process.pid() && (instance.isEmpty() || instance.get().equals(process));
  }
}
