package org.holdfast.edge;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The client's address for use in memory only: geo look-ups, limits, scrubbing. Its text form
/// hides it, so that it cannot slip into a log (invariant I8).
public final class Source {
  /// A peer without an address, as behind a unix socket or an onion service.
  public static final Source NONE = new Source(null);

  @Nullable private final InetAddress address;

  private Source(@Nullable InetAddress address) {
    this.address = address;
  }

  public static Source of(InetAddress address) {
    return new Source(address);
  }

  /// The address, for use in memory only.
  public Optional<InetAddress> addressForUseInMemoryOnly() {
    return Optional.ofNullable(address);
  }

  @Override
  public String toString() {
    return "Source[hidden]";
  }
}
