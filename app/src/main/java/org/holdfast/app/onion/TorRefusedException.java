package org.holdfast.app.onion;

import java.io.IOException;

/// Tor answers that it does not do what was asked.
final class TorRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /// @param code three digits, as in control-spec §4
  TorRefusedException(String code, String text) {
    super("Tor answers " + code + " " + text);
    this.code = code;
  }

  boolean is(String expected) {
    return code.equals(expected);
  }
}
