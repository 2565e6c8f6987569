/// ristretto255 (RFC 9496) and its scalars, on fixed limbs and without `BigInteger`.
///
/// Start at [org.holdfast.credentials.group.RistrettoPoint] and
/// [org.holdfast.credentials.group.Scalar]. Below them: the field on five signed limbs of 51 bits
/// (`FieldElement`, `FieldRoots`, and `FieldAccumulator`, which computes in place), the curve's
/// formulas (`PointAccumulator`, with `CachedPoint` and `AffinePoint` for what is added) and the
/// encodings. Above them, four ways to multiply:
///
/// | class | scalars | for |
/// |---|---|---|
/// | [org.holdfast.credentials.group.FixedBase] | secret | points used again and again |
/// | `SecretTable` | secret | points seen once |
/// | [org.holdfast.credentials.group.VartimeTable] | public | points used again and again |
/// | [org.holdfast.credentials.group.VartimeChain] | public | points seen once, several scalars |
///
/// **Constant time.** Nothing here branches on a secret or uses one as an index; choices are made
/// by masks and tables are read as a whole. What may take longer for one value than for another
/// bears `vartime` in its name and must see public data only: everything a verifier recomputes from
/// a request is public. Java gives no promise about the machine code it makes of this; the
/// statistical test `TimingLeak` in the module `bench` looks at what comes out.
@NullMarked
package org.holdfast.credentials.group;

import org.jspecify.annotations.NullMarked;
