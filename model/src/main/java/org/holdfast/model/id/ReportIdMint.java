package org.holdfast.model.id;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.holdfast.model.VantagePoint;

/// Makes and recognises self-authenticating report ids (design §3, ruling U1).
///
/// The 16 characters at the end of an issued id are a nonce of 7 and an authenticator of 9 digits
/// in base 62. The authenticator is HMAC-SHA-256 over everything before it under the fleet key,
/// reduced to 62^9 (53 bits), so that any collector of the fleet can tell a genuine id from an
/// invented one without ever having seen it. Nonces count up from a random start: one process never
/// repeats one.
public final class ReportIdMint {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int NONCE_DIGITS = 7;
  private static final int MAC_DIGITS = 9;
  private static final long NONCES = power(NONCE_DIGITS);
  private static final long MACS = power(MAC_DIGITS);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final FleetKey key;
  private final CollectorId collector;
  private final Clock clock;
  private final AtomicLong nonce;

  public ReportIdMint(FleetKey key, CollectorId collector, Clock clock, RandomGenerator random) {
    this.key = key;
    this.collector = collector;
    this.clock = clock;
    this.nonce = new AtomicLong(random.nextLong(NONCES));
  }

  /// A new id for a report of `testName` from `claimed`.
  public ReportId mint(TestName testName, VantagePoint claimed) {
    String head =
        TIME.format(clock.instant())
            + '_'
            + testName
            + '_'
            + claimed.countryCode()
            + '_'
            + claimed.asn().number()
            + "_n"
            + collector
            + '_'
            + digits(Math.floorMod(nonce.getAndIncrement(), NONCES), NONCE_DIGITS);
    return new ReportId(head + authenticator(head), ReportId.Form.ISSUED);
  }

  /// Whether a collector of this fleet made the id. Runs in constant time for ids of one length.
  public boolean attests(ReportId id) {
    if (id.form() != ReportId.Form.ISSUED) {
      return false;
    }
    int split = id.text().length() - MAC_DIGITS;
    byte[] claimed = id.text().substring(split).getBytes(StandardCharsets.US_ASCII);
    byte[] genuine =
        authenticator(id.text().substring(0, split)).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(claimed, genuine);
  }

  private String authenticator(String head) {
    byte[] mac = key.mac("report-id", head.getBytes(StandardCharsets.US_ASCII));
    long bits = ByteBuffer.wrap(mac).getLong();
    return digits(Long.remainderUnsigned(bits, MACS), MAC_DIGITS);
  }

  private static String digits(long value, int count) {
    char[] text = new char[count];
    long rest = value;
    for (int i = count - 1; i >= 0; i--) {
      text[i] = DIGITS.charAt((int) (rest % 62));
      rest /= 62;
    }
    return new String(text);
  }

  private static long power(int exponent) {
    long result = 1;
    for (int i = 0; i < exponent; i++) {
      result *= 62;
    }
    return result;
  }
}
