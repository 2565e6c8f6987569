package org.holdfast.app.acme;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A key pair as text that can be read again: its private key (PKCS#8), then its public key. What
/// the ACME library writes of an elliptic-curve key of the JDK lacks the curve, and it cannot read
/// that itself.
final class KeyPairPem {
  private static final String ALGORITHM = "EC";

  private KeyPairPem() {}

  static String write(KeyPair pair) {
    return Pem.block("PRIVATE KEY", pair.getPrivate().getEncoded())
        + Pem.block("PUBLIC KEY", pair.getPublic().getEncoded());
  }

  /// @return empty if the text has not both
  /// @throws IOException if what it has are no such keys
  static Optional<KeyPair> read(String text) throws IOException {
    Optional<byte[]> privateKey = block(text, "PRIVATE KEY");
    Optional<byte[]> publicKey = block(text, "PUBLIC KEY");
    if (privateKey.isEmpty() || publicKey.isEmpty()) {
      return Optional.empty();
    }
    try {
      KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
      return Optional.of(
          new KeyPair(
              keys.generatePublic(new X509EncodedKeySpec(publicKey.get())),
              keys.generatePrivate(new PKCS8EncodedKeySpec(privateKey.get()))));
    } catch (GeneralSecurityException e) {
      throw new IOException("the account's key cannot be used", e);
    }
  }

  private static Optional<byte[]> block(String text, String label) throws IOException {
    Matcher found =
        Pattern.compile("-----BEGIN " + label + "-----([^-]+)-----END " + label + "-----")
            .matcher(text);
    if (!found.find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getMimeDecoder().decode(found.group(1)));
    } catch (IllegalArgumentException e) {
      throw new IOException("the account's key cannot be read", e);
    }
  }
}
