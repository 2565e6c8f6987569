/// Upgrades of real processes, from outside.
@NullMarked
package org.holdfast.app.upgrade;

import org.jspecify.annotations.NullMarked;
