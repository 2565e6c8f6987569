package org.holdfast.edge.tls;

import java.nio.file.Path;

/// Where a listener's certificate is.
///
/// @param certificate PEM: the leaf first, then every intermediate
/// @param key PEM: the leaf's private key, unencrypted; PKCS#8, PKCS#1 (RSA) or SEC 1 (EC)
public record TlsFiles(Path certificate, Path key) {}
