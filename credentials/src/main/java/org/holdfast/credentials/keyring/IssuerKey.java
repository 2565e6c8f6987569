package org.holdfast.credentials.keyring;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.PublicParameters;

/// One key of a ring and when it is used.
///
/// @param from from when on credentials are issued under it, unless a later one is
/// @param until when credentials under it cease to be accepted; empty while none has followed it
public record IssuerKey(IssuerKeys keys, Instant from, Optional<Instant> until) {
  private static final int ID_BYTES = 6;

  /// Names the key: the first 12 hexadecimal digits of the SHA-256 of its public parameters.
  public String id() {
    return id(keys.parameters());
  }

  /// Likewise, of the parameters alone.
  public static String id(PublicParameters parameters) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(parameters.encode(Codec.WIRE));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Whether credentials under it are accepted.
  public boolean isValid(Instant now) {
    return until.isEmpty() || now.isBefore(until.get());
  }

  @Override
  public String toString() {
    return "IssuerKey[" + id() + " from " + from + until.map(u -> " until " + u).orElse("") + "]";
  }
}
