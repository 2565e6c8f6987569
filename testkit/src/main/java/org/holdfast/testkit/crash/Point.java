package org.holdfast.testkit.crash;

import org.holdfast.testkit.crash.disk.Fault;
import org.holdfast.testkit.crash.disk.Site;

/// One thing that can go wrong at one place.
///
/// @param ordinal of the operation among those at its site in this phase, from 1
public record Point(Phase phase, Site site, int ordinal, Fault fault) {
  @Override
  public String toString() {
    return phase + " " + site + " #" + ordinal + " " + fault;
  }
}
