/// `holdfast upgrade`: puts a successor into the place of a running server without a client
/// noticing. Start at [org.holdfast.app.upgrade.Upgrade]; what the two servers do stands in
/// `org.holdfast.app.server.HandOver`, how they are spoken to in `org.holdfast.app.control`.
@NullMarked
package org.holdfast.app.upgrade;

import org.jspecify.annotations.NullMarked;
