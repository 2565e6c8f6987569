package org.holdfast.edge.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Chooses the certificate of a handshake: the listener's own, whatever the server name, or for an
/// authority that validates a name the one made for that (RFC 8737).
///
/// The JDK has settled on the protocol before it asks for a certificate in TLS 1.3 only; in TLS 1.2
/// a validation is shown the listener's own certificate and fails.
final class ListenerKeys extends X509ExtendedKeyManager {
  private static final String OWN = "own";
  private static final String VALIDATION = "validation:";

  private final Optional<PemIdentity> own;
  private final Optional<ValidationCertificates> validation;

  ListenerKeys(Optional<PemIdentity> own, Optional<ValidationCertificates> validation) {
    this.own = own;
    this.validation = validation;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    String alias = OWN;
    if (ValidationCertificates.PROTOCOL.equals(engine.getHandshakeApplicationProtocol())) {
      alias = VALIDATION + serverName(engine);
    }
    return identity(alias).filter(found -> isOfType(found, keyType)).isPresent() ? alias : null;
  }

  private Optional<PemIdentity> identity(@Nullable String alias) {
    if (OWN.equals(alias)) {
      return own;
    }
    return alias != null && alias.startsWith(VALIDATION)
        ? validation.flatMap(v -> v.find(alias.substring(VALIDATION.length())))
        : Optional.empty();
  }

  private static String serverName(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      return session.getRequestedServerNames().stream()
          .filter(SNIHostName.class::isInstance)
          .map(name -> ((SNIHostName) name).getAsciiName())
          .findFirst()
          .orElse("");
    }
    return "";
  }

  /// Key types are named as in `EC`, `RSA`, `EdDSA`, or `EC_RSA` for who signed the certificate.
  private static boolean isOfType(PemIdentity identity, String keyType) {
    String algorithm = identity.chain().getFirst().getPublicKey().getAlgorithm();
    return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_");
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    return identity(alias).map(i -> i.chain().toArray(X509Certificate[]::new)).orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    return identity(alias).map(PemIdentity::key).orElse(null);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return own.filter(o -> isOfType(o, keyType)).isPresent() ? new String[] {OWN} : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return own.filter(o -> isOfType(o, keyType)).isPresent() ? OWN : null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
