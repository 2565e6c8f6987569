package org.holdfast.credentials.key;

import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.MessageReader;
import org.holdfast.credentials.codec.MessageWriter;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.sigma.Element;

/// What everybody knows of an issuer's key (protocol, section 2.3): `X0 = x0 B`, and all others
/// times A.
///
/// @param x0 X0
/// @param xr Xr
/// @param nymId X of the attribute nym_id
/// @param age X of the attribute age
/// @param count X of the attribute measurement_count
public record PublicParameters(Element x0, Element xr, Element nymId, Element age, Element count) {
  static final int ATTRIBUTES = 3;

  /// Reads parameters.
  ///
  /// @throws UndecodableException unless all five points are there
  public static PublicParameters decode(Codec codec, byte[] bytes) throws UndecodableException {
    return read(new MessageReader(codec, bytes));
  }

  /// Reads parameters that are part of something else.
  public static PublicParameters read(MessageReader reader) throws UndecodableException {
    present(reader, "X0");
    Element x0 = element(reader, "X0");
    present(reader, "Xr");
    Element xr = element(reader, "Xr");
    int offset = reader.offset();
    if (reader.length("number of attributes") != ATTRIBUTES) {
      throw new UndecodableException("number of attributes", offset);
    }
    return new PublicParameters(
        x0, xr, element(reader, "X_nym_id"), element(reader, "X_age"), element(reader, "X_count"));
  }

  /// The bytes of the parameters.
  public byte[] encode(Codec codec) {
    MessageWriter writer = new MessageWriter(codec);
    write(writer);
    return writer.toByteArray();
  }

  /// Writes the parameters as part of something else.
  public void write(MessageWriter writer) {
    writer.flag(true).encoded(x0.encoding()).flag(true).encoded(xr.encoding()).length(ATTRIBUTES);
    writer.encoded(nymId.encoding()).encoded(age.encoding()).encoded(count.encoding());
  }

  /// Whether both are the same parameters.
  public boolean matches(PublicParameters other) {
    return x0.point().equals(other.x0.point())
        && xr.point().equals(other.xr.point())
        && nymId.point().equals(other.nymId.point())
        && age.point().equals(other.age.point())
        && count.point().equals(other.count.point());
  }

  private static void present(MessageReader reader, String field) throws UndecodableException {
    int offset = reader.offset();
    if (!reader.flag(field)) {
      throw new UndecodableException(field, offset);
    }
  }

  private static Element element(MessageReader reader, String field) throws UndecodableException {
    return Element.often(reader.point(field));
  }
}
