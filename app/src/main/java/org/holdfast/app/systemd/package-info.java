/// What systemd is told where it supervises the server (`Type=notify`, see `deploy/`).
@NullMarked
package org.holdfast.app.systemd;

import org.jspecify.annotations.NullMarked;
