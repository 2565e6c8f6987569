/// Serves [org.holdfast.edge.Routes] over HTTP/1.1 and HTTP/2, with Jetty's core and virtual
/// threads.
///
/// Start reading at [org.holdfast.edge.server.EdgeServer]; `Exchange` is the way of one request:
/// route, read the body, answer, settle what was not read. `BodyReader` bounds a body in size, time
/// and rate, `ContentCodings` inflates it, `HeldBytes` bounds all of them together;
/// `ConnectionCaps` bounds the connections of a listener, by `SourceGroups`; `ConnectionWatch`
/// closes those that trickle their headers or are idle while the server drains.
///
/// Jetty's types stay inside this package.
@NullMarked
package org.holdfast.edge.server;

import org.jspecify.annotations.NullMarked;
