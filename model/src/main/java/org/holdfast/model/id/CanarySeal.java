package org.holdfast.model.id;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.UUID;
import org.holdfast.model.Sha256;

/// What makes a measurement a canary of its fleet: a MAC under the fleet key over the document's
/// bytes, within the document itself, so that it comes through whatever drops headers. The MAC is
/// taken with zeros in its own place.
///
/// ```
/// "annotations":{"holdfast_canary":"<64 lower-case hexadecimal digits>"}
/// ```
public final class CanarySeal {
  /// The member that holds the seal.
  public static final String MEMBER = "holdfast_canary";

  /// The nettest canaries name.
  public static final String TEST_NAME = "canary";

  /// What stands in its place until it is sealed.
  public static final String OPEN = "0".repeat(64);

  private static final byte[] BEFORE = ("\"" + MEMBER + "\":\"").getBytes(US_ASCII);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private CanarySeal() {}

  /// A new canary measurement, sealed.
  public static byte[] newDocument(Instant now, FleetKey key) {
    String time = TIME.format(now);
    String document =
        """
        {"data_format_version":"0.2.0","test_name":"%1$s","test_version":"0.1.0","probe_cc":"ZZ",\
        "probe_asn":"AS0","software_name":"holdfast-canary","software_version":"0.1.0",\
        "measurement_start_time":"%2$s","test_start_time":"%2$s","input":null,\
        "annotations":{"%3$s":"%4$s"},"test_keys":{"nonce":"%5$s"}}"""
            .formatted(TEST_NAME, time, MEMBER, OPEN, UUID.randomUUID());
    return seal(document.getBytes(US_ASCII), key);
  }

  /// @param document UTF-8 JSON without white space, with [#OPEN] as the member's value
  /// @throws IllegalArgumentException if there is no such member
  public static byte[] seal(byte[] document, FleetKey key) {
    int at = find(document, 0, document.length);
    if (at < 0) {
      throw new IllegalArgumentException("there is nothing to seal");
    }
    byte[] sealed = document.clone();
    byte[] seal =
        key.canaryToken(openDigest(document, 0, document.length, at)).hex().getBytes(US_ASCII);
    System.arraycopy(seal, 0, sealed, at, seal.length);
    return sealed;
  }

  /// Whether the fleet itself has made this document.
  ///
  /// @param length of the document, from `offset` in `bytes`
  public static boolean isSealed(byte[] bytes, int offset, int length, FleetKey key) {
    int at = find(bytes, offset, length);
    if (at < 0) {
      return false;
    }
    byte[] right = key.canaryToken(openDigest(bytes, offset, length, at)).hex().getBytes(US_ASCII);
    return MessageDigest.isEqual(right, Arrays.copyOfRange(bytes, at, at + OPEN.length()));
  }

  private static Sha256 openDigest(byte[] bytes, int offset, int length, int at) {
    byte[] open = Arrays.copyOfRange(bytes, offset, offset + length);
    int from = at - offset;
    Arrays.fill(open, from, from + OPEN.length(), (byte) '0');
    return Sha256.of(open);
  }

  /// Where the seal begins; negative if there is none.
  private static int find(byte[] bytes, int offset, int length) {
    int last = offset + length - BEFORE.length - OPEN.length();
    for (int at = offset; at <= last; at++) {
      if (bytes[at] == '"'
          && Arrays.equals(bytes, at, at + BEFORE.length, BEFORE, 0, BEFORE.length)) {
        return at + BEFORE.length;
      }
    }
    return -1;
  }
}
