package org.holdfast.credentials.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.sigma.Generator;

/// A private key and the public parameters that belong to it.
public final class IssuerKeys implements AutoCloseable {
  /// What [#secretReplyKey()] is for.
  public static final String REPLY_KEY_ALGORITHM = "HmacSHA512";

  private final PrivateKey privateKey;
  private final PublicParameters parameters;
  private final RistrettoPoint x0TimesA;
  private final byte[] replyKey;

  private IssuerKeys(PrivateKey privateKey, PublicParameters parameters) {
    this.privateKey = privateKey;
    this.parameters = parameters;
    this.x0TimesA = Generator.A.secretTable().times(privateKey.secretX0());
    this.replyKey = replyKey(privateKey);
  }

  /// The key with its parameters computed.
  public static IssuerKeys of(PrivateKey privateKey) {
    return new IssuerKeys(privateKey, privateKey.publicParameters());
  }

  /// Both as they were stored.
  ///
  /// @throws MismatchedKeysException if they do not belong together, which would fail every client
  public static IssuerKeys of(PrivateKey privateKey, PublicParameters parameters)
      throws MismatchedKeysException {
    if (!privateKey.publicParameters().matches(parameters)) {
      throw new MismatchedKeysException();
    }
    return new IssuerKeys(privateKey, parameters);
  }

  /// The private key.
  public PrivateKey privateKey() {
    return privateKey;
  }

  /// What everybody knows.
  public PublicParameters parameters() {
    return parameters;
  }

  /// `x0 A`, a secret like x0.
  public RistrettoPoint secretX0TimesA() {
    return x0TimesA;
  }

  /// The key from which the scalars of replies are derived, a secret like x0.
  public SecretKey secretReplyKey() {
    return new SecretKeySpec(replyKey, REPLY_KEY_ALGORITHM);
  }

  /// Of the private key, so that whoever can issue answers alike.
  private static byte[] replyKey(PrivateKey privateKey) {
    byte[] secret = privateKey.encodeSecret(Codec.WIRE);
    try {
      MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
      sha512.update("holdfast/credentials/replies/1".getBytes(StandardCharsets.US_ASCII));
      return sha512.digest(secret);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /// Overwrites all secrets; whoever uses the keys afterwards has none but zeros.
  @Override
  public void close() {
    privateKey.close();
    x0TimesA.destroy();
    Arrays.fill(replyKey, (byte) 0);
  }

  @Override
  public String toString() {
    return "IssuerKeys[hidden]";
  }
}
