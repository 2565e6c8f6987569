/// Registration and login, as clients do before they ask for the inputs of tor and psiphon
/// (probe-services §1.9, §1.10, P25 to P27, U7). Nothing is kept about a client: what it gets is
/// signed, and any process with the fleet key recognises it.
///
/// Start with [org.holdfast.bouncer.session.SessionRoutes].
@NullMarked
package org.holdfast.bouncer.session;

import org.jspecify.annotations.NullMarked;
