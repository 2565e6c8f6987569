/// Certificates from an authority (ACME, RFC 8555): [org.holdfast.app.acme.AcmeListeners] keeps one
/// for each listener that asks for it. What is obtained and what an authority is answered with
/// stands in files ([org.holdfast.app.acme.AcmeDirectory]), so that several processes on one data
/// directory, as in an upgrade, have one account, one renewer and the same answers.
///
/// The files are served by `edge.tls` like any others; nothing here can take a listener down.
@NullMarked
package org.holdfast.app.acme;

import org.jspecify.annotations.NullMarked;
