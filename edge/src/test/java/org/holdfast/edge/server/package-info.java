/// The server from outside, over real sockets.
@NullMarked
package org.holdfast.edge.server;

import org.jspecify.annotations.NullMarked;
