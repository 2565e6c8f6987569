package org.holdfast.bouncer.directory;

import java.util.List;
import java.util.Set;

/// What a collector takes, where it does not take everything (legacy contract §2.2).
///
/// @param netTests names of nettests
/// @param inputHashes SHA-256 of the input lists it allows, in hexadecimal; empty allows none
public record CollectorPolicy(Set<String> netTests, Set<String> inputHashes) {
  public CollectorPolicy {
    netTests = Set.copyOf(netTests);
    inputHashes = Set.copyOf(inputHashes);
  }

  /// Whether a run of this nettest over these inputs may be sent there.
  public boolean takes(String netTest, List<String> hashes) {
    return netTests.contains(netTest) && inputHashes.containsAll(hashes);
  }
}
