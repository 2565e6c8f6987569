/// One composition root per role: what it is made of, from configuration and shared parts to
/// routes. Each can be read on its own; `org.holdfast.app.server` puts them into one process.
@NullMarked
package org.holdfast.app.role;

import org.jspecify.annotations.NullMarked;
