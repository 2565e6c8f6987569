package org.holdfast.app.issuer;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.client.CollectorTransport;
import org.holdfast.edge.socks.SocksHttp;

/// A collector reached through a SOCKS proxy.
///
/// @param root without a slash at its end
/// @param host the `Host` to ask for, if it is not that of `root`
record SocksTransport(SocksHttp socks, String root, Optional<String> host)
    implements CollectorTransport {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int BYTES_MAX = 16 << 20;

  @Override
  public Answer ask(String path, Optional<byte[]> body) throws IOException {
    Map<String, List<String>> headers = new TreeMap<>();
    host.ifPresent(name -> headers.put("Host", List.of(name)));
    body.ifPresent(_ -> headers.put("Content-Type", List.of("application/json")));
    SocksHttp.Answer answer =
        socks.ask(
            new SocksHttp.Question(
                body.isPresent() ? "POST" : "GET",
                URI.create(root + path),
                headers,
                body.orElseGet(() -> new byte[0])),
            TIMEOUT,
            BYTES_MAX);
    return new Answer(answer.status(), answer.body(), Optional.empty());
  }
}
