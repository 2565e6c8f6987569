/// How commands and servers speak with each other when one of them does not do its part.
@NullMarked
package org.holdfast.app.control;

import org.jspecify.annotations.NullMarked;
