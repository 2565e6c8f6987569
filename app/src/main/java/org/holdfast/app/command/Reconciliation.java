package org.holdfast.app.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import org.holdfast.pipeline.archive.HourAccount;

/// What two stores hold, hour by hour (D13): one line an hour with the measurements of either and
/// the beginning of their digests, and a last line with the sums.
final class Reconciliation {
  private static final int DIGEST_SHOWN = 16;

  private final SortedMap<String, HourAccount> here;
  private final SortedMap<String, HourAccount> there;

  /// @param here what must all be there; further hours of `there` are others' affair
  Reconciliation(SortedMap<String, HourAccount> here, SortedMap<String, HourAccount> there) {
    this.here = here;
    this.there = there;
  }

  /// Whether every hour is the same on both sides.
  boolean isEqual() {
    return differing().isEmpty();
  }

  private List<String> differing() {
    List<String> hours = new ArrayList<>();
    for (Map.Entry<String, HourAccount> hour : here.entrySet()) {
      if (!hour.getValue().equals(there.get(hour.getKey()))) {
        hours.add(hour.getKey());
      }
    }
    return hours;
  }

  void print(PrintStream out, String nameHere, String nameThere) {
    for (String hour : new TreeSet<>(here.keySet())) {
      Optional<HourAccount> other = Optional.ofNullable(there.get(hour));
      out.printf(
          "%s %s=%s %s=%s %s%n",
          hour,
          nameHere,
          shown(Optional.ofNullable(here.get(hour))),
          nameThere,
          shown(other),
          other.equals(Optional.ofNullable(here.get(hour))) ? "equal" : "DIFFERENT");
    }
    out.printf(
        "hours=%d %s=%d %s=%d different=%d%n",
        here.size(), nameHere, sum(here), nameThere, sum(there), differing().size());
  }

  private long sum(SortedMap<String, HourAccount> accounts) {
    return accounts.values().stream()
        .filter(account -> here.containsKey(account.hour()))
        .mapToLong(HourAccount::measurements)
        .sum();
  }

  private static String shown(Optional<HourAccount> account) {
    return account
        .map(a -> a.measurements() + ":" + a.digest().hex().substring(0, DIGEST_SHOWN))
        .orElse("none");
  }
}
