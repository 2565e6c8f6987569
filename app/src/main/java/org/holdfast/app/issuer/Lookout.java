package org.holdfast.app.issuer;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.holdfast.client.CollectorTransport;
import org.holdfast.edge.socks.SocksHttp;

/// From where a monitor looks at a collector: its URL and, behind a `#`, the way to it.
///
/// ```text
/// https://collector.example.org                          as everybody does
/// http://NAME.onion                                      through the SOCKS proxy
/// https://collector.example.org#socks                    likewise: from where Tor comes out
/// https://NAME.cloudfront.net#front=cdn.example.com      at the front, with the URL's name as Host
/// https://NAME.cloudfront.net#front=cdn.example.com,socks
/// ```
///
/// @param text as it was written
/// @param collector without the way
/// @param throughSocks whether the SOCKS proxy leads there
/// @param front `HOST[:PORT]` to connect to, and in TLS to ask for
public record Lookout(String text, URI collector, boolean throughSocks, Optional<String> front) {
  private static final String SOCKS = "socks";
  private static final String FRONT = "front=";

  /// Reads the written form.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Lookout parse(String text) {
    URI collector = uri(text.split("#", 2)[0]);
    boolean socks = collector.getHost().toLowerCase(Locale.ROOT).endsWith(".onion");
    Optional<String> front = Optional.empty();
    for (String way :
        text.contains("#") ? List.of(text.split("#", 2)[1].split(",", -1)) : List.<String>of()) {
      if (way.equals(SOCKS)) {
        socks = true;
      } else if (way.startsWith(FRONT)) {
        front = Optional.of(way.substring(FRONT.length()));
      } else {
        throw new IllegalArgumentException(
            "'" + way + "' is no way to a collector; write #socks or #front=HOST");
      }
    }
    Lookout lookout = new Lookout(text, collector, socks, front);
    var _ = uri(lookout.root());
    return lookout;
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new IllegalArgumentException("'" + text + "' is no http or https URL");
  }

  /// Where connections lead.
  private String root() {
    return collector.getScheme()
        + "://"
        + front.orElse(collector.getRawAuthority())
        + Optional.ofNullable(collector.getRawPath()).orElse("").replaceAll("/+$", "");
  }

  /// @param socks must be there if it is to lead there
  public CollectorTransport transport(HttpClient http, Optional<SocksHttp> socks) {
    Optional<String> host = front.map(_ -> collector.getRawAuthority());
    return throughSocks
        ? new SocksTransport(socks.orElseThrow(), root(), host)
        : CollectorTransport.http(http, URI.create(root()), host);
  }
}
