package org.holdfast.credentials.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.credentials.Vectors.VECTORS;
import static org.holdfast.credentials.Vectors.bytes;

import java.security.SecureRandom;
import org.holdfast.credentials.codec.Bincode;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.refusal.UndecodableException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// C4: keys as bytes.
class KeyVectorsTest {
  private static final Codec CODEC = new Bincode();

  @Test
  void keysAreReadWrittenAndBelongTogether() throws Exception {
    for (JsonNode vector : VECTORS.get("keys")) {
      byte[] secret = bytes(vector.get("secret_key"));
      byte[] published = bytes(vector.get("public_parameters"));
      assertThat(secret).hasSize(169);
      assertThat(published).hasSize(170);
      PrivateKey key = PrivateKey.decode(CODEC, secret);
      PublicParameters parameters = PublicParameters.decode(CODEC, published);
      assertThat(key.encodeSecret(CODEC)).isEqualTo(secret);
      assertThat(parameters.encode(CODEC)).isEqualTo(published);
      assertThat(key.publicParameters().encode(CODEC)).isEqualTo(published);
      assertThat(IssuerKeys.of(key, parameters).parameters()).isSameAs(parameters);
    }
  }

  @Test
  void keysThatDoNotBelongTogetherAreRefused() throws Exception {
    JsonNode keys = VECTORS.get("keys");
    PrivateKey first = PrivateKey.decode(CODEC, bytes(keys.get(0).get("secret_key")));
    PublicParameters second =
        PublicParameters.decode(CODEC, bytes(keys.get(1).get("public_parameters")));
    assertThatThrownBy(() -> IssuerKeys.of(first, second))
        .isInstanceOf(MismatchedKeysException.class);
  }

  @Test
  void errorsNameFieldAndOffset() {
    byte[] secret = bytes(VECTORS.get("keys").get(0).get("secret_key"));
    secret[65] = 2;
    assertThatThrownBy(() -> PrivateKey.decode(CODEC, secret))
        .isInstanceOfSatisfying(
            UndecodableException.class,
            e -> {
              assertThat(e.field()).isEqualTo("number of attributes");
              assertThat(e.byteOffset()).isEqualTo(65);
            });
  }

  @Test
  void keysHideThemselvesAndCanBeOverwritten() {
    PrivateKey key = PrivateKey.generate(ScalarSource.of(new SecureRandom()));
    assertThat(key).hasToString("PrivateKey[hidden]");
    assertThat(key.secretX0()).hasToString("Scalar[hidden]").isNotEqualTo(Scalar.ZERO);
    key.close();
    byte[] empty = new byte[169];
    empty[0] = 1;
    empty[65] = 3;
    assertThat(key.encodeSecret(CODEC)).isEqualTo(empty);
  }
}
