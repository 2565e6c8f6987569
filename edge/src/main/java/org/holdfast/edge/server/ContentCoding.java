package org.holdfast.edge.server;

import java.util.List;
import java.util.Locale;
import org.holdfast.edge.Refusal;

/// How a request's body may be coded.
enum ContentCoding {
  IDENTITY,
  GZIP,
  ZSTD;

  /// From the values of all `Content-Encoding` lines, compared without case (P6).
  ///
  /// @throws org.holdfast.edge.RefusedException 415 for anything else, several codings included
  static ContentCoding of(List<String> headerValues) {
    return switch (String.join(",", headerValues).strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "zstd" -> ZSTD;
      case String other ->
          throw Refusal.of(
                  415,
                  "unsupported-content-encoding",
                  "Content-Encoding must be identity, gzip or zstd",
                  "unsupported-content-encoding")
              .asException();
    };
  }

  String token() {
    return name().toLowerCase(Locale.ROOT);
  }
}
