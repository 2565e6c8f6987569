/// Fiat and Shamir's replacement of the verifier by a hash: SHAKE128 over the statement and the
/// prover's commitments gives the challenge (protocol, section 3.3).
///
/// [org.holdfast.credentials.transcript.Transcript] says what is hashed in which order. Every piece
/// is of known length or preceded by its count; there is no other framing.
@NullMarked
package org.holdfast.credentials.transcript;

import org.jspecify.annotations.NullMarked;
