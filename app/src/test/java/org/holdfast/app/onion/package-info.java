@NullMarked
package org.holdfast.app.onion;

import org.jspecify.annotations.NullMarked;
