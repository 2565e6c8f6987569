/// Proofs of knowledge for lists of linear equations: Schnorr's protocol, made non-interactive
/// (protocol, section 3).
///
/// A [org.holdfast.credentials.sigma.LinearRelation] says what is proven,
/// [org.holdfast.credentials.sigma.Prover] and [org.holdfast.credentials.sigma.Verifier] do what
/// their names say, and a [org.holdfast.credentials.sigma.CompactProof] goes from one to the other.
/// There is no disjunction and no nesting anywhere: a conjunction is a longer list.
@NullMarked
package org.holdfast.credentials.sigma;

import org.jspecify.annotations.NullMarked;
