package org.holdfast.credentials.key;

import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.sigma.Generator;

/// A private key and the public parameters that belong to it.
public final class IssuerKeys implements AutoCloseable {
  private final PrivateKey privateKey;
  private final PublicParameters parameters;
  private final RistrettoPoint x0TimesA;

  private IssuerKeys(PrivateKey privateKey, PublicParameters parameters) {
    this.privateKey = privateKey;
    this.parameters = parameters;
    this.x0TimesA = Generator.A.secretTable().times(privateKey.secretX0());
  }

  /// The key with its parameters computed.
  public static IssuerKeys of(PrivateKey privateKey) {
    return new IssuerKeys(privateKey, privateKey.publicParameters());
  }

  /// Both as they were stored.
  ///
  /// @throws MismatchedKeysException if they do not belong together, which would fail every client
  public static IssuerKeys of(PrivateKey privateKey, PublicParameters parameters)
      throws MismatchedKeysException {
    if (!privateKey.publicParameters().matches(parameters)) {
      throw new MismatchedKeysException();
    }
    return new IssuerKeys(privateKey, parameters);
  }

  /// The private key.
  public PrivateKey privateKey() {
    return privateKey;
  }

  /// What everybody knows.
  public PublicParameters parameters() {
    return parameters;
  }

  /// `x0 A`, a secret like x0.
  public RistrettoPoint secretX0TimesA() {
    return x0TimesA;
  }

  /// Overwrites the private key.
  @Override
  public void close() {
    privateKey.close();
  }

  @Override
  public String toString() {
    return "IssuerKeys[hidden]";
  }
}
