package org.holdfast.credentials.transcript;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.holdfast.credentials.group.Scalar;

/// The hash that stands for the verifier's coin tosses: from session, statement and commitments to
/// the challenge (protocol, section 3.3).
public final class Transcript {
  private static final int SESSION_BYTES = 32;
  private static final byte[] SIMPLE_STATEMENT = {0};
  private static final byte[] PROTOCOL = protocol();

  /// Both have taken in one whole block, which is the same for every proof.
  private static final Shake128 PROTOCOL_BLOCK = new Shake128().absorb(PROTOCOL).fillBlock();

  private static final Shake128 SESSION_BLOCK =
      new Shake128().absorb(ascii("fiat-shamir/session-id")).fillBlock();

  private final Shake128 sponge;

  /// A transcript for one proof in one session.
  public Transcript(byte[] session) {
    sponge = PROTOCOL_BLOCK.copy().absorb(sessionBlock(session));
  }

  /// The challenge to a prover who states what `label` says and has committed to `commitments`. A
  /// transcript gives one challenge only.
  ///
  /// @param label the encoded statement
  /// @param commitments 32 bytes each
  public Scalar challenge(byte[] label, List<byte[]> commitments) {
    sponge.absorb(label).absorb(SIMPLE_STATEMENT).absorb(littleEndian(commitments.size()));
    commitments.forEach(sponge::absorb);
    return Scalar.reduceBigEndian(sponge.squeeze(Scalar.WIDE_BYTES));
  }

  /// An unsigned 32-bit integer, least significant byte first.
  public static byte[] littleEndian(int value) {
    return new byte[] {
      (byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)
    };
  }

  /// The 64 bytes that name the proof system; the latter half is zero.
  static byte[] protocol() {
    byte[] input = new byte[32 + 64];
    byte[] name = ascii("ietf sigma proof linear relation");
    System.arraycopy(name, 0, input, 32, name.length);
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA3-256").digest(input), 64);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA3-256", e);
    }
  }

  /// The 64 bytes that stand for a session; the former half is zero.
  static byte[] sessionBlock(byte[] session) {
    byte[] block = new byte[2 * SESSION_BYTES];
    byte[] hash = SESSION_BLOCK.copy().absorb(session).squeeze(SESSION_BYTES);
    System.arraycopy(hash, 0, block, SESSION_BYTES, SESSION_BYTES);
    return block;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
