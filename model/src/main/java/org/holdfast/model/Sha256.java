package org.holdfast.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A SHA-256 digest, held as four longs so that it is a cheap and immutable map key.
public record Sha256(long a, long b, long c, long d) {

  /// The digest of all of `bytes`.
  public static Sha256 of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /// The digest of `length` bytes from `offset`.
  public static Sha256 of(byte[] bytes, int offset, int length) {
    MessageDigest digest = newDigest();
    digest.update(bytes, offset, length);
    return fromBytes(digest.digest());
  }

  /// Reads 32 raw bytes.
  public static Sha256 fromBytes(byte[] raw) {
    if (raw.length != 32) {
      throw new IllegalArgumentException("a SHA-256 digest has 32 bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(raw);
    return new Sha256(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  /// Reads 64 hexadecimal digits.
  public static Sha256 fromHex(String hex) {
    return fromBytes(HexFormat.of().parseHex(hex));
  }

  /// A fresh digest of the platform's SHA-256, which every JDK has.
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK provides SHA-256", e);
    }
  }

  /// The 32 raw bytes, in a new array.
  public byte[] toBytes() {
    return ByteBuffer.allocate(32).putLong(a).putLong(b).putLong(c).putLong(d).array();
  }

  /// 64 lower-case hexadecimal digits.
  public String hex() {
    return HexFormat.of().formatHex(toBytes());
  }

  @Override
  public String toString() {
    return hex();
  }
}
