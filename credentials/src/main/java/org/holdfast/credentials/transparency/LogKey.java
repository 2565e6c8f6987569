package org.holdfast.credentials.transparency;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.refusal.UndecodableException;

/// The Ed25519 key with which a log is signed.
public final class LogKey {
  private static final String ALGORITHM = "Ed25519";
  private static final String HEADING = "holdfast-log-key 1";

  private final PrivateKey secret;
  private final String publicKey;

  private LogKey(PrivateKey secret, String publicKey) {
    this.secret = secret;
    this.publicKey = publicKey;
  }

  /// A new key.
  public static LogKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      return new LogKey(pair.getPrivate(), base64(pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  /// Reads the text form: a heading, then secret key (PKCS#8) and public key (X.509) in base64, one
  /// line each.
  ///
  /// @throws BrokenLogException if it is none
  public static LogKey parse(String text) throws BrokenLogException {
    var lines = text.lines().toList();
    if (lines.size() != 3 || !lines.getFirst().equals(HEADING)) {
      throw new BrokenLogException("is not a key of a log");
    }
    try {
      byte[] secret = Base64.getDecoder().decode(lines.get(1));
      PrivateKey key =
          KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(secret));
      LogKey read = new LogKey(key, lines.get(2));
      byte[] proof = HEADING.getBytes(StandardCharsets.US_ASCII);
      if (!verifies(read.publicKey, proof, read.sign(proof))) {
        throw new BrokenLogException("its two halves do not belong together");
      }
      return read;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new BrokenLogException("is not a key of a log");
    }
  }

  /// The text form; whoever has it can sign.
  public String formatSecret() {
    return HEADING + "\n" + base64(secret.getEncoded()) + "\n" + publicKey + "\n";
  }

  /// What entries are verified with: X.509, in base64.
  public String publicKey() {
    return publicKey;
  }

  String sign(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(bytes);
      return base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an entry cannot be signed", e);
    }
  }

  /// Whether a signature holds; key and signature must be in their one form, or a log could be told
  /// in two ways.
  static boolean verifies(String publicKey, byte[] bytes, String signature) {
    try {
      PublicKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(StrictBase64.decode("key", publicKey)));
      Signature verification = Signature.getInstance(ALGORITHM);
      verification.initVerify(key);
      verification.update(bytes);
      return base64(key.getEncoded()).equals(publicKey)
          && verification.verify(StrictBase64.decode("signature", signature));
    } catch (GeneralSecurityException | UndecodableException e) {
      return false;
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "LogKey[hidden]";
  }
}
