/// How the issuer puts its MAC on attributes it cannot see, the same in all three exchanges.
@NullMarked
package org.holdfast.credentials.issuance;

import org.jspecify.annotations.NullMarked;
