/// Faults between a client and a server: [org.holdfast.testkit.proxy.FaultProxy] stands between
/// them on loopback; [org.holdfast.testkit.proxy.RoundRobin] spreads connections over several
/// servers.
@NullMarked
package org.holdfast.testkit.proxy;

import org.jspecify.annotations.NullMarked;
