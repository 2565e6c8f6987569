package org.holdfast.credentials.credential;

import java.util.OptionalLong;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.MessageReader;
import org.holdfast.credentials.codec.MessageWriter;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.refusal.UndecodableException;

/// What a client keeps between two requests (protocol, section 2.4).
///
/// @param attributes what it says
/// @param mac the issuer's authentication
/// @param parameters of the key it was issued under
public record Credential(Attributes attributes, Mac mac, PublicParameters parameters) {
  /// Reads a stored credential.
  public static Credential decode(Codec codec, byte[] bytes) throws UndecodableException {
    MessageReader reader = new MessageReader(codec, bytes);
    Scalar nymId = attribute(reader, "nym_id");
    long age = unsignedInt(reader, "age");
    long count = unsignedInt(reader, "measurement_count");
    Mac mac = new Mac(reader.point("P"), reader.point("Q"));
    skipEmptyPrivateKey(reader);
    return new Credential(new Attributes(nymId, age, count), mac, PublicParameters.read(reader));
  }

  /// The bytes to be stored; whoever has them can use the credential.
  public byte[] encodeSecret(Codec codec) {
    MessageWriter writer = new MessageWriter(codec);
    writer.flag(true).scalar(attributes.nymId());
    writer.flag(true).scalar(attributes.ageScalar());
    writer.flag(true).scalar(attributes.countScalar());
    writer.point(mac.p()).point(mac.q());
    writer.flag(false).scalar(Scalar.ZERO).scalar(Scalar.ZERO).length(0);
    parameters.write(writer);
    return writer.toSecretByteArray();
  }

  @Override
  public String toString() {
    return "Credential[hidden]";
  }

  private static Scalar attribute(MessageReader reader, String field) throws UndecodableException {
    int offset = reader.offset();
    if (!reader.flag(field)) {
      throw new UndecodableException(field, offset);
    }
    return reader.scalar(field);
  }

  private static long unsignedInt(MessageReader reader, String field) throws UndecodableException {
    int offset = reader.offset();
    OptionalLong value = attribute(reader, field).vartimeUnsignedInt();
    return value.orElseThrow(() -> new UndecodableException(field, offset));
  }

  /// The original keeps a place for the issuer's key in every credential, always empty.
  private static void skipEmptyPrivateKey(MessageReader reader) throws UndecodableException {
    int offset = reader.offset();
    boolean scheme = reader.flag("empty private key");
    reader.scalar("empty private key");
    reader.scalar("empty private key");
    if (scheme || reader.length("empty private key") != 0) {
      throw new UndecodableException("empty private key", offset);
    }
  }
}
