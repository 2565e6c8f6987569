package org.holdfast.bench.timing;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.holdfast.credentials.credential.Attributes;
import org.holdfast.credentials.credential.Mac;
import org.holdfast.credentials.group.Generators;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.issuance.Issued;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.presentation.Presentation;
import org.holdfast.credentials.refusal.UnprovenException;
import org.holdfast.credentials.sigma.Element;

/// What a collector does with its private key and with the secrets of a reply.
final class IssuerOperations {
  private static final ScalarSource RANDOM = ScalarSource.of(new SecureRandom());
  private static final byte[] SESSION = new byte[32];

  private IssuerOperations() {}

  static List<SecretOperation> all() {
    IssuerKeys keys = IssuerKeys.of(PrivateKey.generate(RANDOM));
    RistrettoPoint point = Generators.A.times(RANDOM.next());
    Element element = Element.once(point);
    Presentation shown = new Presentation(element, element, element, element, element, element);
    Attributes attributes = new Attributes(RANDOM.next(), 2461367, 7);
    return List.of(
        new SecretOperation("V, with a secret key", 30, secret -> v(shown, key(secret))),
        new SecretOperation(
            "check of a MAC with a secret key",
            15,
            secret -> {
              PrivateKey key = key(secret);
              return () -> new Mac(point, point).isValid(attributes, key);
            }),
        new SecretOperation("answer with a secret blinding", 40, secret -> answer(keys, secret, 0)),
        new SecretOperation(
            "answer with a secret nonce of b", 40, secret -> answer(keys, secret, 1)),
        new SecretOperation("answer with a secret nonce of x0", 40, s -> answer(keys, s, 2)),
        new SecretOperation(
            "answer with a secret key",
            80,
            secret -> answer(IssuerKeys.of(key(secret)), RANDOM.next(), 0)));
  }

  /// All five scalars are the secret, each a copy of its own.
  private static PrivateKey key(Scalar secret) {
    return PrivateKey.generate(() -> secret.plus(Scalar.ZERO));
  }

  private static Runnable v(Presentation shown, PrivateKey key) {
    return () -> {
      try {
        shown.verifierV(key);
      } catch (UnprovenException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  /// The secret is drawn at its place among b and the two nonces.
  private static Runnable answer(IssuerKeys keys, Scalar secret, int place) {
    Queue<Scalar> drawn = new ArrayDeque<>();
    for (int i = 0; i < 3; i++) {
      drawn.add(i == place ? secret : RANDOM.next());
    }
    return () -> Issued.issue(keys, Generators.A, SESSION, drawn::remove);
  }
}
