package org.holdfast.credentials.nym;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.refusal.UndecodableException;

/// What ties a proof to one measurement: the SHA-256 of its bytes (protocol, section 1.2).
public final class MeasurementHash {
  private static final int BYTES = 32;

  private final byte[] bytes;

  private MeasurementHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The hash of a measurement as it is sent.
  public static MeasurementHash of(byte[] content) {
    return new MeasurementHash(Sha256.digest().digest(content));
  }

  /// Reads a hash.
  public static MeasurementHash decode(String base64) throws UndecodableException {
    return new MeasurementHash(StrictBase64.decode("measurement_hash", base64, BYTES));
  }

  /// The hash as base64.
  public String base64() {
    return StrictBase64.encode(bytes);
  }

  /// The name of the session in which the measurement is submitted.
  public byte[] sessionId() {
    MessageDigest sha256 = Sha256.digest();
    sha256.update("ooni.org/v1/sid".getBytes(StandardCharsets.US_ASCII));
    return sha256.digest(bytes);
  }
}
