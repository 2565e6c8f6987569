/// What systemd hears.
@NullMarked
package org.holdfast.app.systemd;

import org.jspecify.annotations.NullMarked;
