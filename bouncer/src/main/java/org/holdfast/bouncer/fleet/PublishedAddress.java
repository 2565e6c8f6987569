package org.holdfast.bouncer.fleet;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.directory.TypedAddress;

/// One way to reach one service of a node.
///
/// @param service `collector`, or the name nettests ask for a test helper by
public record PublishedAddress(String service, TypedAddress address) {
  /// The service every measurement is handed in at.
  public static final String COLLECTOR = "collector";

  private static final int LENGTH_MAX = 255;
  private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,40}");
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

  public boolean isCollector() {
    return service.equals(COLLECTOR);
  }

  /// What tells it from every other address of the fleet.
  public String key() {
    String front = address.front().map(host -> " " + host).orElse("");
    return service + " " + address.type().word() + " " + address.address() + front;
  }

  /// Why this cannot be handed to probes; empty if it can.
  public Optional<String> fault() {
    if (!SERVICE.matcher(service).matches()) {
      return Optional.of("service is neither collector nor the name of a test helper");
    }
    String text = address.address();
    if (text.length() > LENGTH_MAX || !PRINTABLE.matcher(text).matches()) {
      return Optional.of("address is not 1 to 255 printable ASCII characters");
    }
    if (address.front().filter(front -> !isHost(front)).isPresent()) {
      return Optional.of("front is not a host");
    }
    return address.type() == AddressType.LEGACY
        ? isCollector() ? Optional.of("a collector has no legacy address") : Optional.empty()
        : faultOfUrl(text);
  }

  /// Probes drop what stands behind host and port, or keep it, each in its way (L 2.7).
  private Optional<String> faultOfUrl(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      return Optional.of("address is not a URL");
    }
    boolean bare =
        url.getHost() != null
            && url.getRawUserInfo() == null
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getRawPath().isEmpty();
    if (!bare) {
      return Optional.of("address is not scheme://host[:port] without anything behind");
    }
    boolean onion = url.getHost().toLowerCase(Locale.ROOT).endsWith(".onion");
    String scheme = url.getScheme();
    boolean fits =
        switch (address.type()) {
          case HTTPS, CLOUDFRONT -> scheme.equals("https") && !onion;
          case HTTP -> scheme.equals("http") && !onion;
          case ONION -> onion && (scheme.equals("httpo") || scheme.equals("http"));
          case LEGACY -> true;
        };
    return fits ? Optional.empty() : Optional.of("address does not fit its type");
  }

  private static boolean isHost(String front) {
    return front.length() <= LENGTH_MAX && front.matches("[A-Za-z0-9.-]+(:[0-9]{1,5})?");
  }
}
