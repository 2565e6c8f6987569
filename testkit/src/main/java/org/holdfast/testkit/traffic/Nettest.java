package org.holdfast.testkit.traffic;

import java.util.Locale;

/// The nettests that simulated probes run.
public enum Nettest {
  WEB_CONNECTIVITY("0.4.3", true),
  SIGNAL("0.2.5", false),
  TELEGRAM("0.3.1", false),
  WHATSAPP("0.11.0", false),
  HTTP_INVALID_REQUEST_LINE("0.2.0", false),
  NDT("0.10.0", false),
  DASH("0.14.0", false),
  FACEBOOK_MESSENGER("0.2.1", false);

  private final String version;
  private final boolean hasInput;

  Nettest(String version, boolean hasInput) {
    this.version = version;
    this.hasInput = hasInput;
  }

  /// As in `web_connectivity`.
  public String testName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Of the form `N.N.N`, which measurement-kit demands.
  public String version() {
    return version;
  }

  /// Whether each of its measurements is about a URL.
  public boolean hasInput() {
    return hasInput;
  }
}
