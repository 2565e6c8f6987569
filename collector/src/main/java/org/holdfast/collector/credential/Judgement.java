package org.holdfast.collector.credential;

import java.util.Optional;
import org.holdfast.collector.Authorship;
import org.holdfast.model.envelope.VerificationStatus;

/// What a submission's credential fields are worth, and what the probe is told of it.
///
/// @param error one of the words of probe-services §4.5
/// @param response `submit_response`, base64; only if verified
public record Judgement(Authorship authorship, Optional<String> error, Optional<String> response) {
  /// There were none.
  public static final Judgement NONE =
      new Judgement(Authorship.NONE, Optional.empty(), Optional.empty());

  static Judgement unverified(String error) {
    return new Judgement(Authorship.NONE, Optional.of(error), Optional.empty());
  }

  static Judgement failed(String error) {
    return new Judgement(
        Authorship.of(VerificationStatus.FAILED), Optional.of(error), Optional.empty());
  }

  @Override
  public String toString() {
    return "Judgement[" + authorship + error.map(e -> ", " + e).orElse("") + "]";
  }
}
