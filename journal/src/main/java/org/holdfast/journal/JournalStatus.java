package org.holdfast.journal;

import java.util.List;
import java.util.Optional;

/// How a journal fares right now, as far as this process knows without asking anybody.
///
/// @param accepting whether appends are taken in
/// @param refusal why not, for people: low disk, a failed sync, closing, no broker
/// @param notes what works and is not as it should be, for people: fewer copies than promised,
///   records that wait in a spool
/// @param usableBytes room left on the file system; [Long#MAX_VALUE] where none of this machine's
///   is used
public record JournalStatus(
    boolean accepting, Optional<String> refusal, List<String> notes, long usableBytes) {
  public JournalStatus {
    notes = List.copyOf(notes);
  }
}
