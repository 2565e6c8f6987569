package org.holdfast.model.id;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CanarySealTest {
  private static final FleetKey KEY = new FleetKey(new byte[FleetKey.MIN_BYTES]);
  private static final FleetKey OTHER =
      new FleetKey("0123456789abcdef0123456789abcdef".getBytes(UTF_8));
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void documentIsKnownByTheKeyItWasSealedWith() {
    byte[] document = CanarySeal.newDocument(NOON, KEY);

    assertThat(isSealed(document, KEY)).isTrue();
    assertThat(isSealed(document, OTHER)).isFalse();
    assertThat(new String(document, UTF_8)).doesNotContain(CanarySeal.OPEN).doesNotContain("\n");
  }

  @Test
  void sealIsGoodForTheseBytesAlone() {
    String document = new String(CanarySeal.newDocument(NOON, KEY), UTF_8);

    assertThat(isSealed(document.replace("AS0", "AS1").getBytes(UTF_8), KEY)).isFalse();
    assertThat(isSealed((document + " ").getBytes(UTF_8), KEY)).isFalse();
    assertThat(isSealed(document.replace(CanarySeal.MEMBER, "other").getBytes(UTF_8), KEY))
        .isFalse();
  }

  @Test
  void documentMayStandWithinOtherBytes() {
    byte[] document = CanarySeal.newDocument(NOON, KEY);
    byte[] within = Arrays.copyOf("{\"x\":".getBytes(UTF_8), document.length + 6);
    System.arraycopy(document, 0, within, 5, document.length);

    assertThat(CanarySeal.isSealed(within, 5, document.length, KEY)).isTrue();
    assertThat(CanarySeal.isSealed(within, 0, within.length, KEY)).isFalse();
  }

  @Test
  void whatHasNoPlaceForASealIsNotSealed() {
    assertThat(isSealed("{}".getBytes(UTF_8), KEY)).isFalse();
    assertThat(isSealed("\"holdfast_canary\":\"0123".getBytes(UTF_8), KEY)).isFalse();
    assertThatThrownBy(() -> CanarySeal.seal("{}".getBytes(UTF_8), KEY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static boolean isSealed(byte[] document, FleetKey key) {
    return CanarySeal.isSealed(document, 0, document.length, key);
  }
}
