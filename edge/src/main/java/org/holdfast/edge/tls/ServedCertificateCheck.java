package org.holdfast.edge.tls;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connects to a listener as a probe would and compares the certificate it is shown with the one on
/// disk. This finds what the rest believes cannot happen: a swap that did not reach the listener, a
/// process left over on the same port, a key the TLS engine does not use.
///
/// | gauge | tags | meaning |
/// |---|---|---|
/// | `holdfast.tls.served.differs` | `listener` | 1 while a handshake fails or shows another serial than the file |
///
/// One thread looks; any may ask.
public final class ServedCertificateCheck {
  private static final Logger LOG = LoggerFactory.getLogger(ServedCertificateCheck.class);
  private static final Duration ATMOST = Duration.ofSeconds(5);

  private final String listener;
  private final TlsFiles files;
  private final InetSocketAddress address;
  private volatile Optional<String> difference = Optional.empty();

  /// @param address where the listener is reached from this machine
  public ServedCertificateCheck(
      String listener, TlsFiles files, InetSocketAddress address, MeterRegistry meters) {
    this.listener = listener;
    this.files = files;
    this.address = address;
    Gauge.builder("holdfast.tls.served.differs", this, c -> c.difference().isPresent() ? 1 : 0)
        .tag("listener", listener)
        .strongReference(true)
        .register(meters);
  }

  /// Compares once; takes 5 s at most. Says nothing new where nobody listens, as at a stop, or the
  /// file has no certificate, which the [CertificateWatch] tells.
  public void look() {
    Optional<String> found;
    try {
      BigInteger onDisk = PemIdentity.leafOf(files).getSerialNumber();
      BigInteger served = served();
      found =
          served.equals(onDisk)
              ? Optional.empty()
              : Optional.of(
                  "serial %s is served, %s is on disk"
                      .formatted(served.toString(16), onDisk.toString(16)));
    } catch (UnusableCertificateException | ConnectException e) {
      return;
    } catch (IOException e) {
      found = Optional.of("a handshake fails: " + e.getMessage());
    }
    if (!found.equals(difference)) {
      found.ifPresentOrElse(
          what -> LOG.error("Listener {} does not serve what is on disk: {}", listener, what),
          () -> LOG.info("Listener {} serves what is on disk again", listener));
    }
    difference = found;
  }

  /// What is wrong with the certificate that clients are shown; empty if nothing is.
  public Optional<String> difference() {
    return difference;
  }

  private BigInteger served() throws IOException {
    try (Socket plain = new Socket()) {
      plain.connect(address, (int) ATMOST.toMillis());
      plain.setSoTimeout((int) ATMOST.toMillis());
      SSLSocket socket =
          (SSLSocket)
              trustingAnyone()
                  .getSocketFactory()
                  .createSocket(plain, address.getHostString(), address.getPort(), true);
      try (socket) {
        socket.startHandshake();
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
      }
    }
  }

  /// A new one for each look, so that no session is resumed.
  private static SSLContext trustingAnyone() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      // Nothing is sent over this connection; whom it leads to is the very question.
      context.init(null, new TrustManager[] {new TrustsAnyone()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no TLS", e);
    }
  }
}
