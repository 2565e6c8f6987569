/// How log lines look: `key=value`, one event per line, never with a peer's address (I8).
@NullMarked
package org.holdfast.app.logging;

import org.jspecify.annotations.NullMarked;
