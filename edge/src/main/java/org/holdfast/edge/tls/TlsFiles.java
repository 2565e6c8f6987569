package org.holdfast.edge.tls;

import java.nio.file.Path;
import java.util.Optional;

/// Where a listener's certificate is.
///
/// @param certificate PEM: the leaf first, then every intermediate
/// @param key PEM: the leaf's private key, unencrypted; PKCS#8, PKCS#1 (RSA) or SEC 1 (EC). May be
///   the same file
/// @param validation present where an authority issues the certificate to this process (ACME). The
///   files may come later then: until they do, only the authority's validations are answered
public record TlsFiles(Path certificate, Path key, Optional<ValidationCertificates> validation) {

  /// Files that somebody else keeps.
  public TlsFiles(Path certificate, Path key) {
    this(certificate, key, Optional.empty());
  }

  /// One file, written by this process once an authority has issued what it holds.
  public static TlsFiles issued(Path pair, ValidationCertificates validation) {
    return new TlsFiles(pair, pair, Optional.of(validation));
  }
}
