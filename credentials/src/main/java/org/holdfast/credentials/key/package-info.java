/// The issuer's key, private and public (protocol, sections 2.2 and 2.3).
///
/// Keys that cannot be used are refused when they are read, not when the first probe comes.
@NullMarked
package org.holdfast.credentials.key;

import org.jspecify.annotations.NullMarked;
