package org.holdfast.credentials.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.Generators;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.issuance.Issued;
import org.holdfast.credentials.issuance.ReplyScalars;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.presentation.PresentationWitness;
import org.junit.jupiter.api.Test;

/// Secrets are overwritten when they are done with and never shown.
class SecretsTest {
  private static final ScalarSource RANDOM = ScalarSource.of(new SecureRandom());

  @Test
  void blindingAndNoncesOfAReplyAreOverwritten() {
    IssuerKeys keys = IssuerKeys.of(PrivateKey.generate(RANDOM));
    List<Scalar> drawn = new ArrayList<>();
    Issued.issue(
        keys,
        Generators.A,
        new byte[32],
        () -> {
          drawn.add(RANDOM.next());
          return drawn.getLast();
        });
    assertThat(drawn).hasSize(3).containsOnly(Scalar.ZERO);
  }

  @Test
  void closedKeysAreZeros() {
    IssuerKeys keys = IssuerKeys.of(PrivateKey.generate(RANDOM));
    Scalar before = ReplyScalars.REPEATABLE.of(keys, "any").next();
    assertThat(ReplyScalars.REPEATABLE.of(keys, "any").next()).isEqualTo(before);

    assertThat(keys.secretX0TimesA().isIdentity()).isFalse();

    keys.close();

    assertThat(keys.secretX0TimesA().encode()).containsOnly(0);
    assertThat(keys.privateKey().secretX0()).isEqualTo(Scalar.ZERO);
    assertThat(keys.secretReplyKey().getEncoded()).hasSize(64).containsOnly(0);
    assertThat(ReplyScalars.REPEATABLE.of(keys, "any").next()).isNotEqualTo(before);
  }

  @Test
  void whatIsOverwrittenIsNobodyElses() {
    RistrettoPoint other = RistrettoPoint.BASE.times(Scalar.ofLong(2));
    RistrettoPoint sum = other.plus(RistrettoPoint.BASE);
    sum.destroy();
    RistrettoPoint.BASE.destroy();
    RistrettoPoint.IDENTITY.destroy();
    assertThat(sum.isIdentity()).isTrue();
    assertThat(RistrettoPoint.BASE.plus(RistrettoPoint.BASE)).isEqualTo(other);
    assertThat(RistrettoPoint.IDENTITY.plus(other)).isEqualTo(other);
  }

  @Test
  void nothingSecretIsShown() throws Exception {
    var exchange = Exchanges.byId("submit-tiny-ranges");
    Credential credential = Exchanges.credential(exchange.get("old_credential"));
    PublicParameters parameters = credential.parameters();
    IssuerKeys keys = Exchanges.keys("k1");
    List<Object> secrets =
        List.of(
            credential,
            credential.attributes(),
            credential.mac(),
            credential.attributes().nymId(),
            PresentationWitness.of(credential, credential.attributes(), parameters, RANDOM),
            keys,
            keys.privateKey());
    assertThat(secrets)
        .allSatisfy(secret -> assertThat(secret.toString()).matches("[A-Za-z]+\\[hidden]"));
    String ring = KeyRing.of(keys.privateKey(), Instant.EPOCH).toString();
    assertThat(ring)
        .doesNotContain(HexFormat.of().formatHex(keys.privateKey().secretX0().encode()))
        .doesNotContainPattern("[0-9A-Za-z+/]{40}");
    assertThat(Exchanges.submission(exchange).toString()).doesNotContain("Scalar", "request");
  }
}
