package org.holdfast.testkit.probe;

import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireRequest;

/// The requests of ooniprobe's HTTP client: `Connection`, `Content-Length`, `Host` in this order
/// and nothing else, not even a `Content-Type` (legacy §6.1).
final class Python {
  private Python() {}

  static WireRequest post(Target target, String method, String path, byte[] body) {
    return WireRequest.of(method, path)
        .header("Connection", "close")
        .sized(body)
        .header("Host", target.authority());
  }

  /// A GET, or the close of a report: a POST without body and without length.
  static WireRequest bodiless(Target target, String method, String path) {
    return WireRequest.of(method, path)
        .header("Connection", "close")
        .header("Host", target.authority());
  }
}
