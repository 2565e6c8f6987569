package org.holdfast.bench.credentials;

import java.util.List;
import java.util.Optional;
import jdk.jfr.consumer.RecordedFrame;

/// What a sample of the stack is counted under: the first of these that has a method of its own in
/// it. The same product may be part of several, so the order matters.
enum Step {
  ANSWER("the answer: MAC and the issuer's proof", "Issued.issue"),
  KEYED("V, with the private key", "Presentation.verifierV"),
  COMMITTING("commitments of the prover", "Prover.", "RangeWitness.", "PresentationWitness."),
  DECODING("decoding points", "RistrettoPoint.decode"),
  ENCODING("encoding points", "BulkEncoding.", "RistrettoEncoding.encode"),
  HASHING("hashing statement and commitments", "Transcript.", "Shake128.", "LinearRelation.label"),
  CHAINS("products of points seen once", "VartimeChain."),
  TABLES("products of points with tables", "VartimeTable."),
  DOMAIN("the network's point", "Network.domain"),
  REST("everything else", "");

  private final String title;
  private final List<String> methods;

  Step(String title, String... methods) {
    this.title = title;
    this.methods = List.of(methods);
  }

  String title() {
    return title;
  }

  /// The step that a stack belongs to; none if nothing in it is of the credentials.
  static Optional<Step> of(List<RecordedFrame> stack) {
    List<String> frames =
        stack.stream()
            .map(f -> f.getMethod().getType().getName() + "." + f.getMethod().getName())
            .filter(f -> f.startsWith("org.holdfast.credentials."))
            .toList();
    if (frames.isEmpty()) {
      return Optional.empty();
    }
    for (Step step : values()) {
      if (frames.stream().anyMatch(step::isIn)) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }

  private boolean isIn(String frame) {
    return methods.stream().anyMatch(m -> frame.contains("." + m) || m.isEmpty());
  }
}
