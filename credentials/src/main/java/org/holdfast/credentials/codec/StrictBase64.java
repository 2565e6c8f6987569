package org.holdfast.credentials.codec;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.holdfast.credentials.refusal.UndecodableException;

/// Base64 as the protocol writes it: standard alphabet, padding required, no blanks, unused bits
/// zero, so that every byte string has one form only.
public final class StrictBase64 {
  private StrictBase64() {}

  /// Writes bytes.
  public static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// Reads a string.
  public static byte[] decode(String field, String string) throws UndecodableException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(string);
    } catch (IllegalArgumentException e) {
      throw new UndecodableException(field, 0);
    }
    // Java's decoder overlooks missing padding and unused bits.
    if (!encode(bytes).equals(string)) {
      throw new UndecodableException(field, 0);
    }
    return bytes;
  }

  /// Writes bytes that are secret: not as a `String`, so that they can be overwritten.
  public static byte[] encodeSecret(byte[] bytes) {
    return Base64.getEncoder().encode(bytes);
  }

  /// Reads what [#encodeSecret] wrote, and leaves nothing else of it in memory.
  public static byte[] decodeSecret(String field, byte[] base64) throws UndecodableException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new UndecodableException(field, 0);
    }
    byte[] again = encodeSecret(bytes);
    boolean isInItsOneForm = MessageDigest.isEqual(again, base64);
    Arrays.fill(again, (byte) 0);
    if (!isInItsOneForm) {
      Arrays.fill(bytes, (byte) 0);
      throw new UndecodableException(field, 0);
    }
    return bytes;
  }

  /// Reads a string that must stand for so many bytes.
  public static byte[] decode(String field, String string, int length) throws UndecodableException {
    byte[] bytes = decode(field, string);
    if (bytes.length != length) {
      throw new UndecodableException(field, 0);
    }
    return bytes;
  }
}
