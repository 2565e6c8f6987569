package org.holdfast.edge.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.edge.Reply;

/// Cross-origin rules for the web applications of OONI (probe-services 0.7). Probes never send
/// `Origin`.
final class CrossOrigin {
  private static final Pattern ALLOWED_ORIGIN =
      Pattern.compile("https://[A-Za-z0-9-]+(\\.test|\\.dev)?\\.ooni\\.(org|io)");

  private CrossOrigin() {}

  /// What every answer to a request of this origin carries.
  static Map<String, String> headers(String origin) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Access-Control-Allow-Credentials", "true");
    if (ALLOWED_ORIGIN.matcher(origin).matches()) {
      headers.put("Access-Control-Allow-Origin", origin);
      headers.put("Vary", "Origin");
    }
    return headers;
  }

  /// The answer to a preflight request.
  static Reply preflight(Optional<String> requestedHeaders) {
    Reply reply =
        Reply.text(200, "text/plain; charset=utf-8", "OK")
            .with("Access-Control-Allow-Methods", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT")
            .with("Access-Control-Max-Age", "600");
    return requestedHeaders
        .map(names -> reply.with("Access-Control-Allow-Headers", names))
        .orElse(reply);
  }
}
