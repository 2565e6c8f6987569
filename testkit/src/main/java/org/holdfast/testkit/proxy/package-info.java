/// Faults between a client and a server: [org.holdfast.testkit.proxy.FaultProxy] stands between
/// them on loopback; [org.holdfast.testkit.proxy.RoundRobin] spreads connections over several
/// servers; [org.holdfast.testkit.proxy.SocksProxy] leads names to ports, as Tor does.
@NullMarked
package org.holdfast.testkit.proxy;

import org.jspecify.annotations.NullMarked;
