package org.holdfast.app.control;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Whom a process says it follows, in its `status`.
///
/// @param pid 0 if nobody
/// @param instance empty in a release that knows only process ids
/// @param tookOverFrom whom it followed before it became the process that serves
public record Follower(
    long pid, Optional<ProcessIdentity> instance, Optional<ProcessIdentity> tookOverFrom) {
  public static Follower of(JsonNode status) {
    return new Follower(
        status.path("successor_of").longValue(0),
        ProcessIdentity.parse(status.path("predecessor").stringValue("")),
        ProcessIdentity.parse(status.path("took_over_from").stringValue("")));
  }

  /// Whether it is the successor of that very process, and not of an earlier one whose process id
  /// was the same.
  public boolean follows(ProcessIdentity process) {
    return pid == process.pid() && (instance.isEmpty() || instance.get().equals(process));
  }

  /// Whether it followed that very process until it became the process that serves.
  public boolean hasTakenOverFrom(ProcessIdentity process) {
    return tookOverFrom.filter(process::equals).isPresent();
  }
}
