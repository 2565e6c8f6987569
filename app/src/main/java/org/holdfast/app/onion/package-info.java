/// Publishes listeners as onion services through the control port of a Tor that runs beside the
/// server. Start reading at [org.holdfast.app.onion.OnionPublisher].
@NullMarked
package org.holdfast.app.onion;

import org.jspecify.annotations.NullMarked;
