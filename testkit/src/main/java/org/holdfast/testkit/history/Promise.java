package org.holdfast.testkit.history;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.probe.Told;

/// What a server has promised about one measurement, over all attempts to hand it in.
public enum Promise {
  /// At least one attempt was acknowledged: it has to be there, once.
  KEPT,
  /// None was acknowledged and some were refused: it is not there, unless an attempt without an
  /// answer arrived all the same.
  REFUSED,
  /// Nobody knows: it may be there once, or not.
  OPEN;

  /// The promise that these attempts at one measurement amount to.
  public static Promise of(List<Attempt> attempts) {
    boolean refused = false;
    for (Attempt attempt : attempts) {
      switch (attempt.told()) {
        case Told.Acknowledged _ -> {
          return KEPT;
        }
        case Told.Refused _ -> refused = true;
        case Told.Deferred _, Told.NoAnswer _ -> {}
      }
    }
    return refused ? REFUSED : OPEN;
  }

  /// The uids that were named in acknowledgements.
  public static Set<String> uids(List<Attempt> attempts) {
    Set<String> uids = new TreeSet<>();
    for (Attempt attempt : attempts) {
      if (attempt.told() instanceof Told.Acknowledged acknowledged) {
        acknowledged.uid().ifPresent(uids::add);
      }
    }
    return uids;
  }
}
