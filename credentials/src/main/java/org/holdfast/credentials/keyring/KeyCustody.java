package org.holdfast.credentials.keyring;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.credentials.key.IssuerKeys;

/// Keeps secrets while somebody works with them; once they are given up nobody can begin to, and
/// the last that had begun overwrites them. Safe for concurrent use.
final class KeyCustody {
  private final List<IssuerKeys> keys;
  private int users;
  private boolean isGivenUp;

  KeyCustody(List<IssuerKeys> keys) {
    this.keys = List.copyOf(keys);
  }

  /// @return empty if they were given up
  <T> Optional<T> during(Supplier<T> work) {
    if (!enter()) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.get());
    } finally {
      leave();
    }
  }

  private synchronized boolean enter() {
    if (!isGivenUp) {
      users++;
    }
    return !isGivenUp;
  }

  private synchronized void leave() {
    users--;
    overwriteIfUnused();
  }

  synchronized void giveUp() {
    isGivenUp = true;
    overwriteIfUnused();
  }

  private void overwriteIfUnused() {
    if (isGivenUp && users == 0) {
      keys.forEach(IssuerKeys::close);
    }
  }
}
