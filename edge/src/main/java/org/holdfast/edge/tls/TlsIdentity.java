package org.holdfast.edge.tls;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a listener shows in TLS handshakes: one identity for every server name, known, unknown or
/// absent (fronting and bridges connect with foreign names), with its whole chain (L81), over TLS
/// 1.2 and 1.3. [#replace] changes it for later handshakes; open connections stay as they are.
///
/// Without an identity handshakes fail, but for those of an authority that is about to issue one.
///
/// Thread-safe.
public final class TlsIdentity {
  private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);

  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private final Optional<ValidationCertificates> validation;
  private volatile Optional<PemIdentity> current;

  public TlsIdentity(PemIdentity identity) {
    this(Optional.of(identity), Optional.empty());
  }

  private TlsIdentity(Optional<PemIdentity> identity, Optional<ValidationCertificates> validation) {
    this.current = identity;
    this.validation = validation;
    factory.setSslContext(context(identity));
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    factory.setSniRequired(false);
    factory.setRenegotiationAllowed(false);
  }

  /// Reads what the files hold. A pair that is expired or lacks intermediates is served all the
  /// same: a restart must not take away what the process before it still served; the
  /// [CertificateWatch] raises the alarm.
  ///
  /// @throws UnusableCertificateException if it cannot be served at all; a pair that an authority
  ///   issues is waited for instead
  public static TlsIdentity open(TlsFiles files) throws UnusableCertificateException {
    Optional<PemIdentity> identity = Optional.empty();
    try {
      identity = Optional.of(PemIdentity.read(files));
    } catch (UnusableCertificateException e) {
      if (files.validation().isEmpty()) {
        throw e;
      }
      LOG.warn("No certificate to serve yet: {}", e.getMessage());
    }
    return new TlsIdentity(identity, files.validation());
  }

  /// For the connector; started and stopped by it.
  public SslContextFactory.Server contextFactory() {
    return factory;
  }

  /// Whether an authority may validate server names here.
  public boolean answersValidations() {
    return validation.isPresent();
  }

  /// What is served now; empty while an authority has not issued anything yet.
  public Optional<PemIdentity> current() {
    return current;
  }

  /// Serves another identity from the next handshake on.
  ///
  /// @throws UnusableCertificateException if the TLS engine refuses it; the old one stays
  public synchronized void replace(PemIdentity identity) throws UnusableCertificateException {
    try {
      load(Optional.of(identity));
      current = Optional.of(identity);
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
  private void load(Optional<PemIdentity> identity) throws Exception {
    SSLContext context = context(identity);
    factory.reload(f -> f.setSslContext(context));
  }

  /// A context of its own for each identity, so that no session of the old one is resumed.
  private SSLContext context(Optional<PemIdentity> identity) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      // No trust: clients show no certificates. Left out, the JDK would read all of its roots.
      context.init(
          new KeyManager[] {new ListenerKeys(identity, validation)}, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no TLS", e);
    }
  }
}
