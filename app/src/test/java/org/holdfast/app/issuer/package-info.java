/// An issuer's files while a server uses them.
@NullMarked
package org.holdfast.app.issuer;

import org.jspecify.annotations.NullMarked;
