package org.holdfast.app.upgradetest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.holdfast.model.Sha256;
import org.holdfast.testkit.traffic.Measurement;

/// Single-request submissions by the hundred thousand. They differ from a few that were made before
/// in a part of their `id`, so that another one costs a copy and a digest: what the load takes of
/// the processors, the servers do not have. Thread-safe.
final class Submissions {
  private static final int MADE_BEFORE = 64;

  /// Of a UUID, as in `"id":"59e8a76c-2d5a-4d0b-8f1c-0123456789ab"`.
  private static final int UUID_CHARS = 36;

  private static final int DIGITS = 12;

  /// @param body of the request
  /// @param kept digest of what the server is to keep
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Submission(byte[] body, Sha256 kept) {}

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Pattern(byte[] body, int bodyDigitsAt, byte[] document, int documentDigitsAt) {
    static Pattern of(Measurement measurement) {
      byte[] body = Measurements.submission(measurement);
      byte[] document = measurement.document();
      return new Pattern(
          body, digitsAt(body, "\\\"id\\\":\\\""), document, digitsAt(document, "\"id\":\""));
    }

    private static int digitsAt(byte[] text, String before) {
      int at = new String(text, ISO_8859_1).indexOf(before);
      if (at < 0) {
        throw new IllegalStateException("a measurement without an id");
      }
      return at + before.length() + UUID_CHARS - DIGITS;
    }

    Submission numbered(long number) {
      Sha256 kept = Sha256.of(withDigits(document, documentDigitsAt, number));
      return new Submission(withDigits(body, bodyDigitsAt, number), kept);
    }

    private static byte[] withDigits(byte[] text, int at, long number) {
      byte[] numbered = text.clone();
      for (int i = 0; i < DIGITS; i++) {
        int digit = (int) (number >> (4 * (DIGITS - 1 - i))) & 0xf;
        numbered[at + i] = (byte) Character.forDigit(digit, 16);
      }
      return numbered;
    }
  }

  private final List<Pattern> patterns;
  private final AtomicLong number = new AtomicLong();

  Submissions(Measurements measurements) {
    this.patterns =
        Stream.generate(measurements::next).limit(MADE_BEFORE).map(Pattern::of).toList();
  }

  Submission next() {
    long next = number.getAndIncrement();
    return patterns.get((int) (next % MADE_BEFORE)).numbered(next);
  }
}
