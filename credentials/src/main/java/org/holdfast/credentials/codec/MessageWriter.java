package org.holdfast.credentials.codec;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;

/// Puts a message together, field by field.
public final class MessageWriter {
  private final Codec codec;
  private final Bytes bytes = new Bytes();

  /// Long enough for a key or a credential, so that no copy is left behind in growing.
  private static final class Bytes extends ByteArrayOutputStream {
    Bytes() {
      super(512);
    }

    void overwrite() {
      Arrays.fill(buf, (byte) 0);
    }
  }

  /// A writer of an empty message.
  public MessageWriter(Codec codec) {
    this.codec = codec;
  }

  /// Appends a point.
  public MessageWriter point(RistrettoPoint point) {
    return encoded(point.encode());
  }

  /// Appends a point that is encoded already.
  public MessageWriter encoded(byte[] point) {
    bytes.writeBytes(point);
    return this;
  }

  /// Appends a scalar, least significant byte first.
  public MessageWriter scalar(Scalar scalar) {
    byte[] encoded = scalar.encode();
    bytes.writeBytes(encoded);
    Arrays.fill(encoded, (byte) 0);
    return this;
  }

  /// Appends a byte that is 0 or 1.
  public MessageWriter flag(boolean flag) {
    bytes.write(flag ? 1 : 0);
    return this;
  }

  /// Appends the length of a list.
  public MessageWriter length(int length) {
    codec.writeLength(bytes, length);
    return this;
  }

  /// Appends a length and as many bytes.
  public MessageWriter byteString(byte[] string) {
    length(string.length);
    bytes.writeBytes(string);
    return this;
  }

  /// The message so far.
  public byte[] toByteArray() {
    return bytes.toByteArray();
  }

  /// The message, of which no other copy is left here.
  public byte[] toSecretByteArray() {
    byte[] message = toByteArray();
    bytes.overwrite();
    return message;
  }
}
