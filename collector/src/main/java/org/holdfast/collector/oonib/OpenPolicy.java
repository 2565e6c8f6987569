package org.holdfast.collector.oonib;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;

/// Which reports a collector opens (legacy contract §1.2, L23). This is an operator's own choice
/// for an own collector; nothing is refused where no policy was written down.
@FunctionalInterface
public interface OpenPolicy {
  /// Everything is opened.
  OpenPolicy NONE = (testName, inputHashes) -> {};

  /// @param inputHashes empty where the request does not say
  /// @throws RefusedException 406 in oonib's words; 5xx where the policy is not known
  void check(String testName, Optional<List<String>> inputHashes);

  /// A policy as oonib knew it.
  ///
  /// @param allowedInputs hashes; empty for any
  /// @param allowedNetTests names; empty for any
  static OpenPolicy of(Set<String> allowedInputs, Set<String> allowedNetTests) {
    return (testName, inputHashes) -> {
      List<String> hashes =
          inputHashes.orElseThrow(
              () -> refused("input-hash-not-provided", "input_hashes is expected"));
      if (!allowedInputs.isEmpty() && !allowedInputs.containsAll(hashes)) {
        throw refused("invalid-input-hash", "an input is not among those of our policy");
      }
      if (!allowedNetTests.isEmpty() && !allowedNetTests.contains(testName)) {
        throw refused("invalid-nettest-name", "this nettest is not among those of our policy");
      }
    };
  }

  private static RefusedException refused(String error, String detail) {
    return Refusal.of(406, error, detail, "policy").asException();
  }
}
