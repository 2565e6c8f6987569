package org.holdfast.edge;

import java.util.Set;

/// The reasons under which a server that is well puts off (503) what its machine has no room for:
/// an overload, a slow or a full disk. Every release would do so there. A 503 for any other reason
/// says that something does not work.
public final class NoRoom {
  /// No place came in time, or the line is full.
  public static final String BUSY = "busy";

  /// Likewise, while others of lighter sources were let in.
  public static final String BUSY_SOURCE = "busy-source";

  /// Too many requests are under way.
  public static final String REQUESTS = "requests";

  /// Too many requests of one source are under way.
  public static final String REQUESTS_SOURCE = "requests-source";

  /// Bodies have taken the memory that is meant for them.
  public static final String BODY_MEMORY = "body-memory";

  /// Bodies of one source have taken its part.
  public static final String BODY_MEMORY_SOURCE = "body-memory-source";

  /// More is to be stored than is held for that.
  public static final String OVERLOADED = "overloaded";

  /// What was taken in waits for the disk already.
  public static final String SLOW_STORAGE = "slow-storage";

  /// The disk is nearly full.
  public static final String LOW_DISK = "low-disk";

  private static final Set<String> REASONS =
      Set.of(
          BUSY,
          BUSY_SOURCE,
          REQUESTS,
          REQUESTS_SOURCE,
          BODY_MEMORY,
          BODY_MEMORY_SOURCE,
          OVERLOADED,
          SLOW_STORAGE,
          LOW_DISK);

  private NoRoom() {}

  /// Whether a [Refusal#reason] is one of them.
  public static boolean is(String reason) {
    return REASONS.contains(reason);
  }
}
