/// The upgrade test in its short form.
@NullMarked
package org.holdfast.app.upgradetest;

import org.jspecify.annotations.NullMarked;
