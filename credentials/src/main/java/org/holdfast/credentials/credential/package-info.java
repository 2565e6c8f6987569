/// The credential as its owner holds it: attributes and the issuer's algebraic MAC on them
/// (protocol, sections 2.4 and 2.5).
@NullMarked
package org.holdfast.credentials.credential;

import org.jspecify.annotations.NullMarked;
