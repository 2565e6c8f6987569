package org.holdfast.client;

/// What became of a measurement that was handed in.
///
/// @param uid under which it is kept; empty if the collector told none
/// @param status `verified`, `failed`, `unverified` or `pending`, as the collector said
/// @param error why it is not verified, in the words of probe-services §4.5; empty if it is
public record Handed(String uid, String status, String error) {
  /// Whether it counts for the credential.
  public boolean isVerified() {
    return status.equals("verified");
  }

  /// Whether it is kept and its proof was not looked at yet.
  boolean isPending() {
    return status.equals("pending");
  }
}
