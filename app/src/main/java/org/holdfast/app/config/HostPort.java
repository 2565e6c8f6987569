package org.holdfast.app.config;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where to listen: `127.0.0.1:8080`, `[::1]:8080` or `name:8080`; port 0 is any free one.
///
/// @param host a name or an IP address, IPv6 without brackets
/// @param port 0 to 65535
public record HostPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9A-Za-z._-]+)):([0-9]{1,5})");
  private static final int MAX_PORT = 65_535;

  public HostPort {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is 0 to " + MAX_PORT);
    }
  }

  /// Reads the written form; anything else is empty. Names are not resolved.
  public static Optional<HostPort> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(3));
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return port > MAX_PORT ? Optional.empty() : Optional.of(new HostPort(host, port));
  }

  /// The address to bind; resolves the name.
  public InetSocketAddress resolve() {
    return new InetSocketAddress(host, port);
  }

  /// Whether it stands for every address of the machine.
  public boolean isWildcard() {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
