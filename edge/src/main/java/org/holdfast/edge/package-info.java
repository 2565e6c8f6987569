/// HTTP without a framework's opinions: what everything that answers requests is built on.
///
/// An [org.holdfast.edge.Endpoint] turns a [org.holdfast.edge.Request] into a
/// [org.holdfast.edge.Reply] on a virtual thread; [org.holdfast.edge.Routes] is the table of them;
/// `org.holdfast.edge.server` serves a table on listeners with TLS, deadlines and limits. Refusals
/// are [org.holdfast.edge.Refusal]s and become JSON in one place (ruling U6).
///
/// Nothing here knows what a measurement is.
@NullMarked
package org.holdfast.edge;

import org.jspecify.annotations.NullMarked;
