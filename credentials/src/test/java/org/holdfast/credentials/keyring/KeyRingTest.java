package org.holdfast.credentials.keyring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.PrivateKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration OVERLAP = Duration.ofDays(90);
  private static final ScalarSource RANDOM = ScalarSource.of(new SecureRandom());

  private final KeyRing one = KeyRing.of(PrivateKey.generate(RANDOM), NOW);
  private final String first = one.keys().getFirst().id();

  private static PrivateKey key() {
    return PrivateKey.generate(RANDOM);
  }

  @Test
  void newKeyIsCurrentWhenItsTimeComesAndTheOldOneValidForTheOverlap() throws Exception {
    KeyRing two = one.rotated(key(), NOW.plusSeconds(3600), OVERLAP);
    String second = two.keys().getLast().id();

    assertThat(two.current(NOW).orElseThrow().id()).isEqualTo(first);
    assertThat(two.current(NOW.plusSeconds(3600)).orElseThrow().id()).isEqualTo(second);
    IssuerKey old = two.keys().getFirst();
    assertThat(old.isValid(NOW.plusSeconds(3599).plus(OVERLAP))).isTrue();
    assertThat(old.isValid(NOW.plusSeconds(3600).plus(OVERLAP))).isFalse();
  }

  @Test
  void thereIsAWayBackEvenWithinTheSameSecond() throws Exception {
    KeyRing back = one.rotated(key(), NOW, OVERLAP).returnedTo(first, NOW, OVERLAP);

    assertThat(back.current(NOW).orElseThrow().id()).isEqualTo(first);
    assertThat(back.current(NOW.plus(OVERLAP)).orElseThrow().id()).isEqualTo(first);
    assertThat(back.keys()).filteredOn(k -> k.isValid(NOW.plus(OVERLAP))).hasSize(1);
  }

  @Test
  void aKeyWhoseTimeHadNotComeIsNeverUsedAfterTheWayBack() throws Exception {
    KeyRing back = one.rotated(key(), NOW.plusSeconds(60), OVERLAP).returnedTo(first, NOW, OVERLAP);

    assertThat(back.current(NOW.plusSeconds(60)).orElseThrow().id()).isEqualTo(first);
  }

  @Test
  @DisplayName("C4: the text form is read back, and tells nothing to whoever logs it")
  void textFormIsReadBack() throws Exception {
    KeyRing two = one.rotated(key(), NOW, OVERLAP);
    byte[] bytes = two.formatSecret();
    String text = new String(bytes, US_ASCII);

    assertThat(KeyRing.parse(bytes).formatSecret()).isEqualTo(bytes);
    byte[] edited =
        ("\n# mine\n" + text)
            .replaceFirst("\n# mine\n(.*)\n", "$1\r\n\n# mine\n")
            .replace("\n", "\r\n")
            .getBytes(US_ASCII);
    assertThat(KeyRing.parse(edited).formatSecret()).isEqualTo(bytes);
    String secret = text.lines().skip(1).findFirst().orElseThrow().split(" ", -1)[3];
    assertThat(two.toString()).doesNotContain(secret.substring(0, 16));
  }

  private static String[] words(KeyRing ring) {
    String text = new String(ring.formatSecret(), US_ASCII);
    return text.lines().toList().get(1).split(" ", -1);
  }

  @Test
  @DisplayName(
      "the secrets of a closed ring are overwritten when the last who works with them is done")
  void closedRing() {
    PrivateKey secret = one.keys().getFirst().keys().privateKey();
    Optional<Scalar> seen =
        one.during(
            () -> {
              one.close();
              assertThat(one.during(() -> "begun")).isEmpty();
              return Scalar.ZERO.plus(secret.secretX0());
            });

    assertThat(seen).isPresent().get().isNotEqualTo(Scalar.ZERO);
    assertThat(secret.secretX0()).isEqualTo(Scalar.ZERO);
    assertThat(one.during(() -> "begun")).isEmpty();
  }

  @Test
  void whoeverFailsAtWorkHoldsNobodyUp() {
    PrivateKey secret = one.keys().getFirst().keys().privateKey();
    assertThatThrownBy(
            () ->
                one.during(
                    () -> {
                      throw new IllegalStateException("at work");
                    }))
        .hasMessage("at work");
    one.close();
    assertThat(secret.secretX0()).isEqualTo(Scalar.ZERO);
  }

  @Test
  @DisplayName("C4: keys that do not belong together are refused when they are read")
  void mismatchedKeysAreRefused() throws Exception {
    String[] mine = words(one);
    String[] other = words(KeyRing.of(key(), NOW));
    mine[4] = other[4];

    assertThatThrownBy(
            () ->
                KeyRing.parse(
                    ("holdfast-issuer-keys 1\n" + String.join(" ", mine) + "\n")
                        .getBytes(US_ASCII)))
        .isInstanceOf(UnusableKeyRingException.class)
        .hasMessageContaining("line 2")
        .hasMessageNotContaining(mine[3]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "holdfast-issuer-keys 1",
        "holdfast-issuer-keys 1\nkey a b c d",
        "\u0000"
      })
  void whatIsNoRingIsRefused(String text) {
    assertThatThrownBy(() -> KeyRing.parse(text.getBytes(US_ASCII)))
        .isInstanceOf(UnusableKeyRingException.class);
  }

  @Test
  void aRingIsBounded() throws Exception {
    KeyRing ring = one;
    for (int i = 1; i < KeyRing.KEYS_MAX; i++) {
      ring = ring.rotated(key(), NOW.plusSeconds(i), OVERLAP);
    }
    KeyRing full = ring;
    assertThatThrownBy(() -> full.rotated(key(), NOW, OVERLAP))
        .isInstanceOf(UnusableKeyRingException.class);
    assertThat(full.pruned(NOW.plus(OVERLAP).plusSeconds(100)).keys()).hasSize(1);
  }
}
