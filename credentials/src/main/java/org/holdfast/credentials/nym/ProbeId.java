package org.holdfast.credentials.nym;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.refusal.UndecodableException;

/// The name of a probe within one network: the hash of its nym (protocol, section 1.2). The same
/// probe has unrelated names in different networks.
public final class ProbeId {
  /// Length.
  public static final int BYTES = 32;

  private final byte[] bytes;

  private ProbeId(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The id of the probe with this encoded nym.
  public static ProbeId of(byte[] encodedNym) {
    MessageDigest sha256 = Sha256.digest();
    sha256.update("ooni.org/userauth/v1/pid".getBytes(StandardCharsets.US_ASCII));
    return new ProbeId(sha256.digest(encodedNym));
  }

  /// Reads the JSON member `nym`.
  public static ProbeId decode(String base64) throws UndecodableException {
    return new ProbeId(StrictBase64.decode("nym", base64, BYTES));
  }

  /// As in the JSON member `nym`.
  public String base64() {
    return StrictBase64.encode(bytes);
  }

  /// As in a measurement's `probe_id`.
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProbeId id && MessageDigest.isEqual(bytes, id.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// Does not show the id: only those of verified submissions may be written anywhere.
  @Override
  public String toString() {
    return "ProbeId[hidden]";
  }
}
