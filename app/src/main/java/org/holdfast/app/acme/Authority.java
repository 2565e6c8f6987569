package org.holdfast.app.acme;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/// Speaks to an authority whose own server is verified with certain roots.
final class Authority {
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);

  private Authority() {}

  /// @param roots PEM; empty for the JDK's
  /// @throws IOException if the roots cannot be read
  static Session session(URI directory, Optional<Path> roots) throws IOException {
    // The generic provider for every URL: the library's others only know shorthands for it.
    Session session =
        new Session(
            directory,
            roots.isPresent() ? new Trusting(trust(roots.get())) : new GenericAcmeProvider());
    session.networkSettings().setTimeout(ANSWERS_WITHIN);
    return session;
  }

  private static SSLContext trust(Path roots) throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      int count = 0;
      for (Certificate root :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(roots)))) {
        trusted.setCertificateEntry("root-" + count++, root);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(roots + " holds no usable certificates: " + e.getMessage(), e);
    }
  }

  private static final class Trusting extends GenericAcmeProvider {
    private final SSLContext context;

    private Trusting(SSLContext context) {
      this.context = context;
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
      return HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(settings.getTimeout())
          .sslContext(context)
          .build();
    }
  }
}
