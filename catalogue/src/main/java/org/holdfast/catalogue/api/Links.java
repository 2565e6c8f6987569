package org.holdfast.catalogue.api;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.holdfast.edge.Request;

/// Builds links to this server.
///
/// The `Host` header is the client's word. It is used for nothing but links in the answer to that
/// same request, and only where it is a plain host with an optional port.
record Links(Optional<URI> publicUrl) {
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9]([A-Za-z0-9.-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

  /// `path` with these query parameters, absolute where we know our address.
  String to(Request request, String path, List<Map.Entry<String, String>> parameters) {
    return base(request)
        + path
        + parameters.stream()
            .map(p -> encoded(p.getKey()) + '=' + encoded(p.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  private String base(Request request) {
    return publicUrl.map(Links::withoutEndingSlash).orElseGet(() -> fromHost(request));
  }

  private static String fromHost(Request request) {
    Optional<String> scheme = scheme(request.transport());
    Optional<String> host = request.header("Host").filter(h -> HOST.matcher(h).matches());
    return scheme.isPresent() && host.isPresent() ? scheme.get() + "://" + host.get() : "";
  }

  /// Behind a front or a unix socket the `Host` is not what the reader's browser would use.
  private static Optional<String> scheme(String transport) {
    return switch (transport) {
      case "https" -> Optional.of("https");
      case "http", "onion" -> Optional.of("http");
      default -> Optional.empty();
    };
  }

  private static String withoutEndingSlash(URI url) {
    String text = url.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
