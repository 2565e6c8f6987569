/// Nobody is tagged: which parameters and policy an issuer tells whom, for everybody to compare.
///
/// [org.holdfast.credentials.transparency.ParameterLog] is a signed list that only grows; who is
/// shown another list, or parameters that do not stand at its end, holds the evidence.
@NullMarked
package org.holdfast.credentials.transparency;

import org.jspecify.annotations.NullMarked;
