package org.holdfast.edge.admission;

import java.time.Duration;

/// How much an [Admission] lets in.
///
/// @param name what metrics call it
/// @param places how many requests may be worked on at once
/// @param waiting how many more may wait for a place
/// @param patience how long each of them may wait
public record AdmissionOptions(String name, int places, int waiting, Duration patience) {
  public AdmissionOptions {
    if (places <= 0 || waiting < 0) {
      throw new IllegalArgumentException("an admission has places");
    }
    if (!patience.isPositive()) {
      throw new IllegalArgumentException("patience is " + patience);
    }
  }
}
