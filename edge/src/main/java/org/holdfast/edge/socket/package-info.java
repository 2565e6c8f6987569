/// Sockets as only the kernel knows them: what the JDK has no method for. Start at
/// [org.holdfast.edge.socket.ReuseportSteering]. Linux only; everywhere else it says so and nothing
/// else of the edge depends on it.
@NullMarked
package org.holdfast.edge.socket;

import org.jspecify.annotations.NullMarked;
