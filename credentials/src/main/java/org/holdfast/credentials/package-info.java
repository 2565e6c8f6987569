/// Anonymous credentials: authorship without a name.
///
/// A probe registers once and obtains a credential with three attributes that the issuer cannot
/// connect to anything later: a secret `nym_id`, the day of registration (`age`) and a
/// `measurement_count`. With each measurement it shows a re-randomised copy in zero knowledge,
/// proves that age and count meet the policy and that its nym in this network is derived from
/// `nym_id`, and gets a fresh credential with a count that is one higher. The scheme is a
/// keyed-verification credential on an algebraic MAC (µCMZ) over ristretto255; the wire format is
/// version 0.1.0 of the protocol that OONI Probe speaks.
///
/// No class lives here. Reading from below: `group` (arithmetic), `transcript` (the hash that
/// replaces a verifier's coins), `sigma` (proofs of linear relations), `range` (proofs that a
/// number lies in a range), `codec` and `refusal` (bytes, and how to say no), `key`, `nym`,
/// `credential`, `issuance`, `presentation`; and on top the three exchanges, each with its client
/// and its issuer: `registration`, `submission`, `update`. No HTTP, no files, no clock; randomness
/// is passed in.
@NullMarked
package org.holdfast.credentials;

import org.jspecify.annotations.NullMarked;
