/// An HTTP/1.1 client with full control of the bytes: header order and case, framing, pace, half
/// closing. Start at [org.holdfast.testkit.wire.WireConnection]; what is sent is a
/// [org.holdfast.testkit.wire.WireRequest] or any bytes, what comes back is an
/// [org.holdfast.testkit.wire.Answer]. It corrects nothing, adds no header and never retries: that
/// is for the simulated probes above it to do as their originals do.
@NullMarked
package org.holdfast.testkit.wire;

import org.jspecify.annotations.NullMarked;
