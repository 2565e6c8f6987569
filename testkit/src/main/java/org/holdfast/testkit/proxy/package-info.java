/// Faults between a client and a server: [org.holdfast.testkit.proxy.FaultProxy] stands between
/// them on loopback.
@NullMarked
package org.holdfast.testkit.proxy;

import org.jspecify.annotations.NullMarked;
