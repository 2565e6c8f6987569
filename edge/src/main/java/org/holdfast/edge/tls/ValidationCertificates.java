package org.holdfast.edge.tls;

import java.util.Optional;

/// What is shown to a certificate authority that validates a server name over TLS (RFC 8737).
@FunctionalInterface
public interface ValidationCertificates {
  /// The protocol an authority offers by ALPN, and nobody else.
  String PROTOCOL = "acme-tls/1";

  /// The certificate for a validation that is under way; empty if none is. Called in handshakes, on
  /// the word of any client.
  Optional<PemIdentity> find(String serverName);
}
