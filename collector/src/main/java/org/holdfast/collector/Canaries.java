package org.holdfast.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Optional;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.id.CanarySeal;
import org.holdfast.model.id.FleetKey;

/// Tells measurements that the fleet itself has made, to see whether it works, from those of
/// probes.
final class Canaries {
  private static final int BYTES_MAX = 4096;

  private final FleetKey fleetKey;

  Canaries(FleetKey fleetKey) {
    this.fleetKey = fleetKey;
  }

  /// Marks one that the fleet has made ([Mark#CANARY]), wherever it came through; any other is
  /// returned as it is.
  ///
  /// @param token what came with it to show that, besides the seal within it
  Submission marked(Submission submission, Optional<String> token) {
    return isVouchedFor(submission.document(), token) || isSealed(submission.incoming())
        ? submission.with(Mark.CANARY)
        : submission;
  }

  private boolean isSealed(Incoming sent) {
    Incoming.Document document = sent.document();
    return sent.claims().testName().equals(CanarySeal.TEST_NAME)
        && document.length() <= BYTES_MAX
        && CanarySeal.isSealed(document.bytes(), document.offset(), document.length(), fleetKey);
  }

  private boolean isVouchedFor(Sha256 document, Optional<String> token) {
    return token.isPresent()
        && MessageDigest.isEqual(
            fleetKey.canaryToken(document).toString().getBytes(UTF_8), token.get().getBytes(UTF_8));
  }
}
