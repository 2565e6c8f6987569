package org.holdfast.testkit.wire;

import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Where a server listens.
///
/// @param tls how to speak TLS; empty is plain TCP
public record Target(String host, int port, Optional<SSLContext> tls) {

  /// A server at a URL such as `http://127.0.0.1:8080`; its path is ignored.
  public static Target of(URI url) {
    boolean secure = "https".equals(url.getScheme().toLowerCase(Locale.ROOT));
    int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
    return new Target(
        url.getHost(), port, secure ? Optional.of(defaultContext()) : Optional.empty());
  }

  /// The same server, spoken to with the trust of `context`.
  public Target trusting(SSLContext context) {
    return new Target(host, port, Optional.of(context));
  }

  /// The value of `Host` as most clients write it.
  public String authority() {
    return host + ':' + port;
  }

  private static SSLContext defaultContext() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has a default TLS context", e);
    }
  }
}
