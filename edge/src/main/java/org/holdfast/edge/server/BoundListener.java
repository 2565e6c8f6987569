package org.holdfast.edge.server;

import java.net.URI;

/// A listener that is open.
///
/// @param port the real one, where 0 was asked for
/// @param url where a client on this machine reaches it
public record BoundListener(String name, int port, URI url) {}
