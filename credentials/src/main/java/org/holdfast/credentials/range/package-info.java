/// Proofs that a hidden number lies in a public range (protocol, section 4).
///
/// The number is written with the bits of [org.holdfast.credentials.range.RangeWeights], of which
/// every combination is in range; each bit is committed to, and
/// [org.holdfast.credentials.range.RangeStatement] says that each commitment hides a bit.
@NullMarked
package org.holdfast.credentials.range;

import org.jspecify.annotations.NullMarked;
