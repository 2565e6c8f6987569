package org.holdfast.bouncer.fleet;

import java.time.Instant;

/// Who does something to the fleet, when and why; kept with what changed.
///
/// @param who a person's account, or `admin-api`
public record Act(String who, Instant when, String why) {
  private static final int LENGTH_MAX = 500;

  public Act {
    who = held(who);
    why = held(why);
  }

  private static String held(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", " ").strip();
    return plain.length() <= LENGTH_MAX ? plain : plain.substring(0, LENGTH_MAX);
  }
}
