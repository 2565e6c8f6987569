package org.holdfast.credentials.issuance;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.IssuerKeys;

/// Where the scalars of one reply come from.
///
/// [#REPEATABLE] derives them from the issuer's key and everything the reply depends on, as RFC
/// 6979 does for signatures: the same request gets the same reply, byte for byte, from everybody
/// who has the key and without anything being remembered, so that a lost answer can be asked for
/// again (decision 14). Another request gets scalars that are unrelated to those of every other, so
/// no nonce ever serves two challenges.
@FunctionalInterface
public interface ReplyScalars {
  /// The same scalars for the same request.
  ReplyScalars REPEATABLE = ReplyScalars::derived;

  /// The scalars of one reply.
  ///
  /// @param keys the key that issues
  /// @param exchange which of the three
  /// @param bound everything else that the reply depends on
  ScalarSource of(IssuerKeys keys, String exchange, byte[]... bound);

  /// The same source for all replies.
  static ReplyScalars from(ScalarSource random) {
    return (keys, exchange, bound) -> random;
  }

  private static ScalarSource derived(IssuerKeys keys, String exchange, byte[]... bound) {
    Mac mac = mac(keys.secretReplyKey());
    update(mac, exchange.getBytes(StandardCharsets.US_ASCII));
    for (byte[] part : bound) {
      update(mac, part);
    }
    return ScalarSource.seeded(mac.doFinal());
  }

  private static void update(Mac mac, byte[] part) {
    for (int i = 0; i < Integer.BYTES; i++) {
      mac.update((byte) (part.length >>> 8 * i));
    }
    mac.update(part);
  }

  private static Mac mac(SecretKey key) {
    try {
      Mac mac = Mac.getInstance(IssuerKeys.REPLY_KEY_ALGORITHM);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + IssuerKeys.REPLY_KEY_ALGORITHM, e);
    }
  }
}
