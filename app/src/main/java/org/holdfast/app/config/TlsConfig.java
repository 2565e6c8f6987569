package org.holdfast.app.config;

import java.nio.file.Path;
import java.util.Optional;

/// Where a listener's certificate comes from: [Files] somebody else keeps, or an authority that
/// [Issued] it to this process.
public sealed interface TlsConfig {
  /// A certificate chain and its key, both PEM, both needed. The files are watched: a new pair is
  /// taken into use without a restart.
  ///
  /// @param certificate the chain, leaf first
  /// @param key the private key, not encrypted
  record Files(Path certificate, Path key) implements TlsConfig {}

  /// From an authority, kept below the data directory and renewed.
  record Issued(AcmeConfig acme) implements TlsConfig {}

  static TlsConfig read(Section section) {
    Path none = Path.of("none");
    Optional<AcmeConfig> acme = section.optionalSection("acme", AcmeConfig::read);
    if (acme.isEmpty()) {
      return new Files(
          section.required("certificate", Kinds.EXISTING_FILE, none, "it belongs to the key"),
          section.required("key", Kinds.EXISTING_FILE, none, "it belongs to the certificate"));
    }
    for (String key : new String[] {"certificate", "key"}) {
      if (section.optional(key, Kinds.PATH).isPresent()) {
        section.problem(key, "stands beside acme; give either files or acme");
      }
    }
    return new Issued(acme.get());
  }
}
