/// One process: what it opens, in which order, and how it ends.
///
/// [org.holdfast.app.server.Server] reads from top to bottom: the admin listener first, so that
/// operators can see what is waited for; then data directory, key, journal, catalogue; then the
/// roles of `org.holdfast.app.role`; the public listeners last. It closes in the reverse order.
/// `DiscoveryRoles`, `StorageRoles`, `OpenListeners` and `Succession` each open one part of it.
@NullMarked
package org.holdfast.app.server;

import org.jspecify.annotations.NullMarked;
