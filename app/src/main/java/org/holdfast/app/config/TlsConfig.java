package org.holdfast.app.config;

import java.nio.file.Path;

/// A certificate chain and its key, both PEM, both needed. The files are watched: a new pair is
/// taken into use without a restart.
///
/// @param certificate the chain, leaf first
/// @param key the private key, PKCS#8, not encrypted
public record TlsConfig(Path certificate, Path key) {
  private static final Path NONE = Path.of("none");

  static TlsConfig read(Section section) {
    return new TlsConfig(
        section.required("certificate", Kinds.EXISTING_FILE, NONE, "it belongs to the key"),
        section.required("key", Kinds.EXISTING_FILE, NONE, "it belongs to the certificate"));
  }
}
