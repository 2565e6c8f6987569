package org.holdfast.credentials.sigma;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.transcript.Transcript;

/// A proof that carries the challenge in place of the commitments (protocol, section 3.4): `be(c)
/// || 00 || u32 n || be(r_0) || .. || be(r_{n-1})`.
///
/// @param challenge c
/// @param responses one per secret scalar
public record CompactProof(Scalar challenge, List<Scalar> responses) {
  private static final int HEADER_BYTES = Scalar.BYTES + 1 + Integer.BYTES;

  /// Copies the responses.
  public CompactProof {
    responses = List.copyOf(responses);
  }

  /// How many bytes a proof about so many scalars has.
  public static int length(int scalars) {
    return HEADER_BYTES + scalars * Scalar.BYTES;
  }

  /// Reads a proof about so many scalars that fills the bytes from an offset to their end.
  ///
  /// @return empty unless length, tag and count are as expected and all scalars below l
  public static Optional<CompactProof> decode(byte[] bytes, int offset, int scalars) {
    if (bytes.length - offset != length(scalars)) {
      return Optional.empty();
    }
    int count = offset + Scalar.BYTES + 1;
    if (bytes[count - 1] != 0
        || !Arrays.equals(
            bytes, count, count + Integer.BYTES, Transcript.littleEndian(scalars), 0, 4)) {
      return Optional.empty();
    }
    Optional<Scalar> challenge = Scalar.decodeBigEndian(bytes, offset);
    List<Scalar> responses = new ArrayList<>(scalars);
    for (int i = 0; i < scalars; i++) {
      Scalar.decodeBigEndian(bytes, offset + length(i)).ifPresent(responses::add);
    }
    return challenge
        .filter(c -> responses.size() == scalars)
        .map(c -> new CompactProof(c, responses));
  }

  /// The bytes of the proof.
  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(length(responses.size()));
    bytes.writeBytes(challenge.encodeBigEndian());
    bytes.write(0);
    bytes.writeBytes(Transcript.littleEndian(responses.size()));
    responses.forEach(r -> bytes.writeBytes(r.encodeBigEndian()));
    return bytes.toByteArray();
  }
}
