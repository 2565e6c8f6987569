package org.holdfast.bouncer.fleet;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/// The Ed25519 key others know a node by.
///
/// @param base64 its X.509 encoding
public record NodePublicKey(String base64) {
  private static final int LENGTH_MAX = 100;

  /// Empty if it is no such key.
  public static Optional<NodePublicKey> parse(String base64) {
    try {
      NodePublicKey key = new NodePublicKey(base64);
      PublicKey unused = key.decoded();
      return Optional.of(key);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Whether the node itself has signed `message` for `purpose`.
  public boolean hasSigned(String purpose, byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(decoded());
      verifier.update(SignedText.of(purpose, message));
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private PublicKey decoded() throws GeneralSecurityException {
    if (base64.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("too long for a key");
    }
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }
}
