package org.holdfast.credentials.key;

import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.MessageReader;
import org.holdfast.credentials.codec.MessageWriter;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Generator;

/// An issuer's private key (protocol, section 2.2). Its scalars can be had inside this module only
/// by methods whose name says so; [#toString()] hides them and [#close()] overwrites them.
public final class PrivateKey implements AutoCloseable {
  private final Scalar x0;
  private final Scalar xr;
  private final Scalar nymId;
  private final Scalar age;
  private final Scalar count;

  private PrivateKey(Scalar x0, Scalar xr, Scalar nymId, Scalar age, Scalar count) {
    this.x0 = x0;
    this.xr = xr;
    this.nymId = nymId;
    this.age = age;
    this.count = count;
  }

  /// A new key.
  public static PrivateKey generate(ScalarSource random) {
    return new PrivateKey(
        random.next(), random.next(), random.next(), random.next(), random.next());
  }

  /// Reads a key.
  ///
  /// @throws UndecodableException unless it is a key of this scheme with all its scalars
  public static PrivateKey decode(Codec codec, byte[] bytes) throws UndecodableException {
    MessageReader reader = new MessageReader(codec, bytes);
    if (!reader.flag("scheme")) {
      throw new UndecodableException("scheme", 0);
    }
    Scalar x0 = reader.scalar("x0");
    Scalar xr = reader.scalar("xr");
    int offset = reader.offset();
    if (reader.length("number of attributes") != PublicParameters.ATTRIBUTES) {
      throw new UndecodableException("number of attributes", offset);
    }
    return new PrivateKey(
        x0, xr, reader.scalar("x_nym_id"), reader.scalar("x_age"), reader.scalar("x_count"));
  }

  /// The secret bytes of the key, to be stored where nobody else can read them.
  public byte[] encodeSecret(Codec codec) {
    return new MessageWriter(codec)
        .flag(true)
        .scalar(x0)
        .scalar(xr)
        .length(PublicParameters.ATTRIBUTES)
        .scalar(nymId)
        .scalar(age)
        .scalar(count)
        .toSecretByteArray();
  }

  /// The parameters that belong to this key.
  public PublicParameters publicParameters() {
    return new PublicParameters(
        Element.often(Generator.B.secretTable().times(x0)),
        timesA(xr),
        timesA(nymId),
        timesA(age),
        timesA(count));
  }

  /// The secret x0.
  public Scalar secretX0() {
    return x0;
  }

  /// The secret xr.
  public Scalar secretXr() {
    return xr;
  }

  /// The secret of the attribute nym_id.
  public Scalar secretNymId() {
    return nymId;
  }

  /// The secret of the attribute age.
  public Scalar secretAge() {
    return age;
  }

  /// The secret of the attribute measurement_count.
  public Scalar secretCount() {
    return count;
  }

  /// Overwrites the key; whoever uses it afterwards has no key but zeros.
  @Override
  public void close() {
    x0.destroy();
    xr.destroy();
    nymId.destroy();
    age.destroy();
    count.destroy();
  }

  @Override
  public String toString() {
    return "PrivateKey[hidden]";
  }

  private static Element timesA(Scalar secret) {
    return Element.often(Generator.A.secretTable().times(secret));
  }
}
