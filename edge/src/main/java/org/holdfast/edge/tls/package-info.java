/// TLS for listeners from PEM files: [org.holdfast.edge.tls.PemIdentity] reads a certificate chain
/// and its key in the forms ACME clients and `openssl` write, [org.holdfast.edge.tls.TlsIdentity]
/// serves it and can be given another one while connections are open,
/// [org.holdfast.edge.tls.CertificateWatch] does so when the files change, and
/// [org.holdfast.edge.tls.ServedCertificateCheck] looks at the result from outside.
///
/// Nothing here knows HTTP.
@NullMarked
package org.holdfast.edge.tls;

import org.jspecify.annotations.NullMarked;
