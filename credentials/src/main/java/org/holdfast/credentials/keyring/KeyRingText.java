package org.holdfast.credentials.keyring;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.MismatchedKeysException;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.refusal.UndecodableException;

/// The text form of a ring; see there. It is never a `String`, which could not be overwritten.
final class KeyRingText {
  private static final String HEADING = "holdfast-issuer-keys 1";
  private static final Codec CODEC = Codec.WIRE;

  /// More than the longest: two instants of up to 37 characters, two keys of 228.
  private static final int LINE_BYTES_MAX = 1_024;

  private KeyRingText() {}

  /// Overwrites the copies that it makes.
  ///
  /// @param text left as it is, for the caller to overwrite
  static List<IssuerKey> parse(byte[] text) throws UnusableKeyRingException {
    List<byte[]> lines = split(text, '\n');
    List<IssuerKey> keys = new ArrayList<>();
    boolean isSound = false;
    try {
      parse(lines, keys);
      isSound = true;
      return keys;
    } finally {
      overwrite(lines);
      if (!isSound) {
        keys.forEach(key -> key.keys().close());
      }
    }
  }

  private static void parse(List<byte[]> lines, List<IssuerKey> keys)
      throws UnusableKeyRingException {
    if (!text(lines.getFirst()).strip().equals(HEADING)) {
      throw new UnusableKeyRingException("does not begin with '" + HEADING + "'");
    }
    Set<String> ids = new HashSet<>();
    for (int i = 1; i < lines.size(); i++) {
      byte[] line = lines.get(i);
      if (isBlank(line) || line[0] == '#') {
        continue;
      }
      keys.add(line(line, i + 1));
      if (!ids.add(keys.getLast().id())) {
        throw new UnusableKeyRingException("line " + (i + 1) + ": the key stands twice");
      }
    }
    if (keys.isEmpty() || keys.size() > KeyRing.KEYS_MAX) {
      throw new UnusableKeyRingException(
          "has " + keys.size() + " keys; a ring has 1 to " + KeyRing.KEYS_MAX);
    }
  }

  private static IssuerKey line(byte[] line, int number) throws UnusableKeyRingException {
    List<byte[]> words = split(line, ' ');
    try {
      if (words.size() != 5 || !text(words.get(0)).equals("key")) {
        throw new UnusableKeyRingException(
            "line " + number + ": is not 'key FROM UNTIL SECRET PUBLIC'");
      }
      Instant from = Instant.parse(text(words.get(1)));
      String until = text(words.get(2));
      return new IssuerKey(
          keys(words.get(3), text(words.get(4)).strip()),
          from,
          until.equals("-") ? Optional.empty() : Optional.of(Instant.parse(until)));
    } catch (DateTimeException e) {
      throw new UnusableKeyRingException(
          "line " + number + ": a time is not as 2026-11-22T10:00:00Z");
    } catch (UndecodableException | MismatchedKeysException e) {
      throw new UnusableKeyRingException("line " + number + ": " + e.getMessage());
    } finally {
      overwrite(words);
    }
  }

  private static IssuerKeys keys(byte[] secret, String parameters)
      throws UndecodableException, MismatchedKeysException {
    PublicParameters known =
        PublicParameters.decode(CODEC, StrictBase64.decode("public", parameters));
    byte[] bytes = StrictBase64.decodeSecret("secret", secret);
    try {
      return IssuerKeys.of(PrivateKey.decode(CODEC, bytes), known);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  static byte[] format(List<IssuerKey> keys) {
    ByteBuffer text = ByteBuffer.allocate((keys.size() + 1) * LINE_BYTES_MAX);
    text.put((HEADING + '\n').getBytes(US_ASCII));
    keys.forEach(key -> format(text, key));
    byte[] whole = Arrays.copyOf(text.array(), text.position());
    Arrays.fill(text.array(), (byte) 0);
    return whole;
  }

  private static void format(ByteBuffer text, IssuerKey key) {
    byte[] secret = key.keys().privateKey().encodeSecret(CODEC);
    byte[] base64 = StrictBase64.encodeSecret(secret);
    String until = key.until().map(Instant::toString).orElse("-");
    String parameters = StrictBase64.encode(key.keys().parameters().encode(CODEC));
    text.put(("key " + key.from() + ' ' + until + ' ').getBytes(US_ASCII));
    text.put(base64).put((' ' + parameters + '\n').getBytes(US_ASCII));
    overwrite(List.of(secret, base64));
  }

  /// Copies of what stands between the separators, as many as there are and one.
  private static List<byte[]> split(byte[] text, char separator) {
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == separator) {
        parts.add(Arrays.copyOfRange(text, start, i));
        start = i + 1;
      }
    }
    parts.add(Arrays.copyOfRange(text, start, text.length));
    return parts;
  }

  private static boolean isBlank(byte[] line) {
    for (byte each : line) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }

  /// Of what is no secret.
  private static String text(byte[] word) {
    return new String(word, US_ASCII);
  }

  private static void overwrite(List<byte[]> secrets) {
    secrets.forEach(secret -> Arrays.fill(secret, (byte) 0));
  }
}
