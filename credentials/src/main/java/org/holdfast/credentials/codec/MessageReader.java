package org.holdfast.credentials.codec;

import java.util.Arrays;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.refusal.UndecodableException;

/// Takes a message apart, field by field. A length is compared with what is there before anything
/// is copied. Bytes after the last field are ignored, as the protocol wants it.
public final class MessageReader {
  private final Codec codec;
  private final byte[] bytes;
  private int offset;

  /// A reader at the start of a message.
  public MessageReader(Codec codec, byte[] bytes) {
    this.codec = codec;
    this.bytes = bytes;
  }

  /// 32 bytes that must encode a point.
  public RistrettoPoint point(String field) throws UndecodableException {
    int start = advance(field, RistrettoPoint.BYTES);
    return RistrettoPoint.decode(bytes, start)
        .orElseThrow(() -> new UndecodableException(field, start));
  }

  /// 32 bytes that must be a scalar, least significant byte first.
  public Scalar scalar(String field) throws UndecodableException {
    int start = advance(field, Scalar.BYTES);
    return Scalar.decode(bytes, start).orElseThrow(() -> new UndecodableException(field, start));
  }

  /// A byte that must be 0 or 1.
  public boolean flag(String field) throws UndecodableException {
    int start = advance(field, 1);
    if ((bytes[start] & ~1) != 0) {
      throw new UndecodableException(field, start);
    }
    return bytes[start] == 1;
  }

  /// The length of a list, which is not compared with anything.
  public long length(String field) throws UndecodableException {
    Codec.Length length = codec.readLength(bytes, offset, bytes.length);
    if (length.value() == Codec.NONE) {
      throw new UndecodableException(field, offset);
    }
    offset = length.next();
    return length.value();
  }

  /// A length and as many bytes.
  public byte[] byteString(String field) throws UndecodableException {
    int start = offset;
    long length = length(field);
    if (length > bytes.length - offset) {
      throw new UndecodableException(field, start);
    }
    int from = advance(field, (int) length);
    return Arrays.copyOfRange(bytes, from, offset);
  }

  /// Where the next field begins.
  public int offset() {
    return offset;
  }

  private int advance(String field, int length) throws UndecodableException {
    if (bytes.length - offset < length) {
      throw new UndecodableException(field, offset);
    }
    int start = offset;
    offset += length;
    return start;
  }
}
