package org.holdfast.testkit.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// Where a server listens.
///
/// @param tls how to speak TLS; empty is plain TCP
/// @param socks the SOCKS proxy it is reached through, as for an onion service; it looks up the
///   host's name
/// @param asked what it is asked for in `Host` where that is not its own name, as behind a front
public record Target(
    String host,
    int port,
    Optional<SSLContext> tls,
    Optional<InetSocketAddress> socks,
    Optional<String> asked) {

  /// A server that is reached directly.
  public Target(String host, int port, Optional<SSLContext> tls) {
    this(host, port, tls, Optional.empty(), Optional.empty());
  }

  /// A server at a URL such as `http://127.0.0.1:8080`; its path is ignored.
  public static Target of(URI url) {
    boolean secure = "https".equals(url.getScheme().toLowerCase(Locale.ROOT));
    int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
    return new Target(
        url.getHost(), port, secure ? Optional.of(defaultContext()) : Optional.empty());
  }

  /// The same server, spoken to with the trust of `context`.
  public Target trusting(SSLContext context) {
    return new Target(host, port, Optional.of(context), socks, asked);
  }

  /// The same server, reached through a SOCKS proxy.
  public Target through(InetSocketAddress proxy) {
    return new Target(host, port, tls, Optional.of(proxy), asked);
  }

  /// The same server, which passes requests on to whoever has that name.
  public Target inFrontOf(String name) {
    return new Target(host, port, tls, socks, Optional.of(name));
  }

  /// A connection to it, with TLS and SNI if it has that.
  ///
  /// @param patience bounds connecting and each silence while reading
  public Socket connect(Duration patience) throws IOException {
    Socket socket =
        socks.isPresent() ? new Socket(new Proxy(Proxy.Type.SOCKS, socks.get())) : new Socket();
    try {
      int millis = Math.toIntExact(patience.toMillis());
      socket.setTcpNoDelay(true);
      socket.connect(address(), millis);
      socket.setSoTimeout(millis);
      if (tls.isEmpty()) {
        return socket;
      }
      SSLSocket secure =
          (SSLSocket) tls.get().getSocketFactory().createSocket(socket, host, port, true);
      secure.startHandshake();
      return secure;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @SuppressWarnings("AddressSelection") // hosts are literals or the operator's own names
  private InetSocketAddress address() {
    return socks.isPresent()
        ? InetSocketAddress.createUnresolved(host, port)
        : new InetSocketAddress(host, port);
  }

  /// The value of `Host` as most clients write it.
  public String authority() {
    return asked.orElseGet(() -> host + ':' + port);
  }

  private static SSLContext defaultContext() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has a default TLS context", e);
    }
  }
}
