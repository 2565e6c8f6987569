package org.holdfast.pipeline;

/// The sum of invariant I6 at one moment: what was accepted is accounted for, each submission once.
///
/// @param accepted measurement records the journal ever made durable, but for those it holds a
///   second time
/// @param published of them, those that can be found and read
/// @param merged those that were another sending of a published one
/// @param quarantined those set aside
/// @param inJournal those not looked at yet
public record Ledger(long accepted, long published, long merged, long quarantined, long inJournal) {

  /// Whether nothing vanished and nothing was counted twice.
  public boolean isBalanced() {
    return inJournal >= 0 && accepted == published + merged + quarantined + inJournal;
  }
}
