package org.holdfast.app.onion;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/// The key of a version 3 onion service, which is its name (Tor rend-spec-v3, [ONIONADDRESS]).
final class OnionKey {
  private static final String TYPE = "ED25519-V3:";
  private static final int SECRET_BYTES = 64;
  private static final int PUBLIC_BYTES = 32;
  private static final byte VERSION = 3;
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private final byte[] secret;
  private final byte[] publicKey;

  private OnionKey(byte[] secret, byte[] publicKey) {
    this.secret = secret;
    this.publicKey = publicKey;
  }

  static OnionKey generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(255, random);
      KeyPair pair = generator.generateKeyPair();
      byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
      // As Tor wants it: RFC 8032 §5.1.5, steps 1 and 2.
      byte[] expanded = MessageDigest.getInstance("SHA-512").digest(seed);
      Arrays.fill(seed, (byte) 0);
      expanded[0] &= (byte) 0xf8;
      expanded[31] &= 0x7f;
      expanded[31] |= 0x40;
      byte[] encoded = pair.getPublic().getEncoded();
      return new OnionKey(
          expanded, Arrays.copyOfRange(encoded, encoded.length - PUBLIC_BYTES, encoded.length));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has Ed25519 and SHA-512", e);
    }
  }

  /// @param secret as in [#secretForTorAndItsFileOnly]
  /// @param publicKey 32 bytes in Base64
  /// @throws IllegalArgumentException if they are none
  static OnionKey of(String secret, String publicKey) {
    byte[] bytes =
        Base64.getDecoder().decode(secret.startsWith(TYPE) ? secret.substring(TYPE.length()) : "");
    byte[] known = Base64.getDecoder().decode(publicKey);
    if (bytes.length != SECRET_BYTES || known.length != PUBLIC_BYTES) {
      throw new IllegalArgumentException("not the key of an onion service");
    }
    return new OnionKey(bytes, known);
  }

  /// As Tor's control protocol writes it (control-spec §3.27).
  String secretForTorAndItsFileOnly() {
    return TYPE + Base64.getEncoder().encodeToString(secret);
  }

  String publicKey() {
    return Base64.getEncoder().encodeToString(publicKey);
  }

  /// The 56 characters before `.onion`.
  String serviceId() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA3-256");
      digest.update(".onion checksum".getBytes(US_ASCII));
      digest.update(publicKey);
      byte[] sum = digest.digest(new byte[] {VERSION});
      byte[] all = Arrays.copyOf(publicKey, PUBLIC_BYTES + 3);
      all[PUBLIC_BYTES] = sum[0];
      all[PUBLIC_BYTES + 1] = sum[1];
      all[PUBLIC_BYTES + 2] = VERSION;
      return base32(all).toLowerCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA3-256", e);
    }
  }

  /// 35 bytes are 56 characters without a rest.
  private static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      held = (held << 8 | (b & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt(held >> bits & 31));
      }
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return serviceId() + ".onion";
  }
}
