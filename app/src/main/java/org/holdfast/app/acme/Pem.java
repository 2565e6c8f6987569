package org.holdfast.app.acme;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;

/// Writes PEM (RFC 7468).
final class Pem {
  private Pem() {}

  /// A key (PKCS#8) and its chain in one text, so that one rename replaces both.
  static String pair(PrivateKey key, Iterable<? extends Certificate> chain) {
    StringBuilder text = new StringBuilder(block("PRIVATE KEY", key.getEncoded()));
    for (Certificate certificate : chain) {
      try {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalArgumentException("a certificate without an encoding", e);
      }
    }
    return text.toString();
  }

  static String block(String label, byte[] content) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label);
  }
}
