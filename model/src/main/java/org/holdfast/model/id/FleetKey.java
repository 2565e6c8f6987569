package org.holdfast.model.id;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.holdfast.model.Sha256;

/// The secret that all collectors of a fleet share and with which report ids are authenticated
/// (invariant I3): 32 bytes or more. It never leaves this object.
public final class FleetKey {
  /// The least number of bytes a key may have.
  public static final int MIN_BYTES = 32;

  private final SecretKeySpec key;

  /// Copies `secret`; the caller may wipe its array afterwards.
  public FleetKey(byte[] secret) {
    if (secret.length < MIN_BYTES) {
      throw new IllegalArgumentException("a fleet key has at least " + MIN_BYTES + " bytes");
    }
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  /// HMAC-SHA-256 under this key. `purpose` separates the uses of the key from each other.
  byte[] mac(String purpose, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(purpose.getBytes(UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(text);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK provides HmacSHA256", e);
    }
  }

  /// A digest that stands for `digest` everywhere in the fleet and tells nobody without the key
  /// anything about what was digested.
  public Sha256 conceal(Sha256 digest) {
    return Sha256.fromBytes(mac("submission-identity", digest.toBytes()));
  }

  /// What proves that a document (by its digest) was sent by the fleet itself, as a canary.
  public Sha256 canaryToken(Sha256 document) {
    return Sha256.fromBytes(mac("canary", document.toBytes()));
  }

  /// The key with which the fleet signs the tokens of sessions. Whoever has it can make such tokens
  /// and nothing else: it tells nothing about the fleet key.
  public SecretKey sessionKey() {
    return new SecretKeySpec(mac("session-key", new byte[0]), "HmacSHA256");
  }

  /// What tells this fleet from others in public: 16 hexadecimal digits that tell nothing of the
  /// key.
  public String fleetName() {
    return Sha256.fromBytes(mac("fleet-name", new byte[0])).hex().substring(0, 16);
  }

  @Override
  public String toString() {
    return "FleetKey[hidden]";
  }
}
