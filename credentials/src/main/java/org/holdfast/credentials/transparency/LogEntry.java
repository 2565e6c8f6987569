package org.holdfast.credentials.transparency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// One entry of a log.
///
/// As text: `EPOCH TIME PREVIOUS PAYLOAD SIGNATURE`, one blank between, PAYLOAD and SIGNATURE in
/// base64. What is signed is the line up to the payload, under a heading.
///
/// @param epoch its number, from 1
/// @param time from when on the payload was served
/// @param previous SHA-256 of the entry before as text, in hexadecimal digits; zeros for the first
/// @param payload what was served: the member `manifest` of the manifest, byte for byte
/// @param signature Ed25519 under the key of the log
public record LogEntry(
    long epoch, Instant time, String previous, String payload, String signature) {
  /// What stands before the first entry.
  public static final String NONE = "0".repeat(64);

  private static final int VERSION_DIGITS = 16;
  private static final Pattern LINE =
      Pattern.compile(
          "([1-9][0-9]{0,8}) (\\S{1,40}) ([0-9a-f]{64}) ([0-9A-Za-z+/=]+) ([0-9A-Za-z+/=]{88})");

  /// Reads an entry.
  ///
  /// @throws BrokenLogException if it is none
  public static LogEntry parse(String line) throws BrokenLogException {
    var matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new BrokenLogException("a line is no entry");
    }
    try {
      LogEntry entry =
          new LogEntry(
              Long.parseLong(matcher.group(1)),
              Instant.parse(matcher.group(2)),
              matcher.group(3),
              new String(Base64.getDecoder().decode(matcher.group(4)), StandardCharsets.UTF_8),
              matcher.group(5));
      if (!entry.text().equals(line)) {
        throw new BrokenLogException("entry " + entry.epoch() + " is not in its one form");
      }
      return entry;
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new BrokenLogException("a line is no entry");
    }
  }

  /// The entry as text.
  public String text() {
    return unsigned() + " " + signature;
  }

  /// The bytes that are signed.
  byte[] signedBytes() {
    return ("holdfast-parameter-log-entry 1\n" + unsigned()).getBytes(StandardCharsets.UTF_8);
  }

  private String unsigned() {
    return epoch
        + " "
        + time
        + " "
        + previous
        + " "
        + Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8));
  }

  /// What the next entry calls this one.
  public String digest() {
    return hex(text());
  }

  /// The version of a manifest, which its content alone decides, so that all collectors with the
  /// same key and policy agree on it.
  public String version() {
    return version(payload);
  }

  /// Likewise.
  public static String version(String payload) {
    return hex(payload).substring(0, VERSION_DIGITS);
  }

  private static String hex(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
