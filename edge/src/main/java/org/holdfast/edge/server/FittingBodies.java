package org.holdfast.edge.server;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How large bodies can be where memory for them is what it is. One that memory can never hold is
/// refused for good, with the limit (413), instead of each time anew for want of room (503).
final class FittingBodies {
  private static final Logger log = LoggerFactory.getLogger(FittingBodies.class);

  private FittingBodies() {}

  /// The listeners that are wished for, none with a larger limit than memory can hold.
  ///
  /// @param room for all bodies together, in bytes
  static List<ListenerOptions> of(List<ListenerOptions> wished, long room) {
    return wished.stream().map(listener -> of(listener, room)).toList();
  }

  private static ListenerOptions of(ListenerOptions wished, long room) {
    int fits = HeldBytes.bodyBytesMax(room, wished.bodyBytesMax());
    if (fits == wished.bodyBytesMax()) {
      return wished;
    }
    log.warn(
        "Listener {} takes bodies of up to {} bytes instead of {}: the Java heap has no room for"
            + " more",
        wished.name(),
        fits,
        wished.bodyBytesMax());
    return wished.withBodyBytesMax(fits);
  }

  /// The largest body any of them takes.
  static long largest(List<ListenerOptions> listeners) {
    return listeners.stream().mapToLong(ListenerOptions::bodyBytesMax).max().orElse(0);
  }
}
