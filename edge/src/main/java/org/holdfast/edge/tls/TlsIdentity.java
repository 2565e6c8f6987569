package org.holdfast.edge.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// What a listener shows in TLS handshakes: one identity for every server name, known, unknown or
/// absent (fronting and bridges connect with foreign names), with its whole chain (L81), over TLS
/// 1.2 and 1.3. [#replace] changes it for later handshakes; open connections stay as they are.
///
/// Thread-safe.
public final class TlsIdentity {
  /// Guards a key store that never leaves memory; the JDK wants one.
  private static final String IN_MEMORY = "in-memory";

  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private volatile PemIdentity current;

  public TlsIdentity(PemIdentity identity) {
    this.current = identity;
    factory.setKeyStore(keyStore(identity));
    factory.setKeyStorePassword(IN_MEMORY);
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    factory.setSniRequired(false);
    factory.setRenegotiationAllowed(false);
  }

  /// For the connector; started and stopped by it.
  public SslContextFactory.Server contextFactory() {
    return factory;
  }

  /// What is served now.
  public PemIdentity current() {
    return current;
  }

  /// Serves another identity from the next handshake on.
  ///
  /// @throws UnusableCertificateException if the TLS engine refuses it; the old one stays
  public synchronized void replace(PemIdentity identity) throws UnusableCertificateException {
    try {
      load(identity);
      current = identity;
    } catch (Exception e) {
      // A failed reload leaves nothing loaded, so the old one is loaded again.
      try {
        load(current);
      } catch (Exception unexpected) {
        e.addSuppressed(unexpected);
      }
      throw new UnusableCertificateException("the TLS engine refuses " + identity, e);
    }
  }

  // Exception, because Jetty declares no other.
  private void load(PemIdentity identity) throws Exception {
    factory.reload(f -> ((SslContextFactory.Server) f).setKeyStore(keyStore(identity)));
  }

  private static KeyStore keyStore(PemIdentity identity) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server",
          identity.key(),
          IN_MEMORY.toCharArray(),
          identity.chain().toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK refuses a key store in memory", e);
    }
  }
}
