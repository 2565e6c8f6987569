package org.holdfast.collector;

import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.Mark;

/// What a probe handed in, with what it is recognised by.
///
/// @param document digest over the bytes as received: scrubbing must not change what is recognised
/// @param identity the same for the same submission through any door
record Submission(Incoming incoming, Sha256 document, Sha256 identity) {
  Submission with(Mark mark) {
    return new Submission(incoming.with(mark), document, identity);
  }

  Submission with(Authorship shown) {
    return new Submission(incoming.with(shown), document, identity);
  }
}
