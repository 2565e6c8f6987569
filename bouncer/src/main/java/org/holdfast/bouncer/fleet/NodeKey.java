package org.holdfast.bouncer.fleet;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/// The Ed25519 key a node signs with. It never leaves the node.
public final class NodeKey {
  private final PrivateKey secret;
  private final NodePublicKey known;

  private NodeKey(PrivateKey secret, NodePublicKey known) {
    this.secret = secret;
    this.known = known;
  }

  public static NodeKey generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(255, random);
      KeyPair pair = generator.generateKeyPair();
      String known = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
      return new NodeKey(pair.getPrivate(), new NodePublicKey(known));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK provides Ed25519", e);
    }
  }

  /// A key from a file.
  ///
  /// @param secret PKCS #8 in Base64
  /// @throws IllegalArgumentException if the two are not one key
  public static NodeKey of(String secret, String known) {
    try {
      NodeKey key =
          new NodeKey(
              KeyFactory.getInstance("Ed25519")
                  .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(secret))),
              new NodePublicKey(known));
      if (!key.known.hasSigned("key-check", new byte[0], key.sign("key-check", new byte[0]))) {
        throw new IllegalArgumentException("private and public key do not belong together");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 key", e);
    }
  }

  public NodePublicKey known() {
    return known;
  }

  /// For the file it is kept in, and nothing else.
  public String secretForItsFileOnly() {
    return Base64.getEncoder().encodeToString(secret.getEncoded());
  }

  public byte[] sign(String purpose, byte[] message) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(secret);
      signer.update(SignedText.of(purpose, message));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that signed before", e);
    }
  }

  @Override
  public String toString() {
    return "NodeKey[hidden]";
  }
}
