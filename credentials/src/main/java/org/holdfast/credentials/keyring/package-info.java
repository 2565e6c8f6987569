/// The keys an issuer has: one that is current, and older ones that are valid for a while.
///
/// Start with [org.holdfast.credentials.keyring.KeyRing]. Where the file lies and who may read it
/// is the business of whoever reads it.
@NullMarked
package org.holdfast.credentials.keyring;

import org.jspecify.annotations.NullMarked;
