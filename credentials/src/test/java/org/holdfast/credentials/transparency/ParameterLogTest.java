package org.holdfast.credentials.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterLogTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final LogKey key = LogKey.generate();
  private final ParameterLog log =
      ParameterLog.empty(key.publicKey()).with(key, NOW, "{\"a\":1}").with(key, NOW, "{\"é\":2}");

  @Test
  void textFormIsReadBack() throws Exception {
    assertThat(ParameterLog.parse(log.text()).entries()).isEqualTo(log.entries());
    assertThat(LogKey.parse(key.formatSecret()).publicKey()).isEqualTo(key.publicKey());
    assertThat(key.toString()).isEqualTo("LogKey[hidden]");
  }

  @Test
  void nothingInItCanBeChanged() throws Exception {
    String text = log.text();
    for (int i = 0; i < text.length(); i += 7) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      String changed = text.substring(0, i) + other + text.substring(i + 1);
      if (!changed.equals(text)) {
        assertThatThrownBy(() -> ParameterLog.parse(changed))
            .isInstanceOf(BrokenLogException.class);
      }
    }
  }

  /// The last digit before the padding has bits that stand for nothing.
  @ParameterizedTest
  @ValueSource(strings = {"=\n1 ", "==\n2 ", "==\n"})
  void keyAndSignaturesHaveOneForm(String padding) {
    String text = log.text();
    int digit = text.lastIndexOf(padding) - 1;
    for (char other = 'A'; other <= 'Z'; other++) {
      if (text.charAt(digit) != other) {
        String changed = text.substring(0, digit) + other + text.substring(digit + 1);
        assertThatThrownBy(() -> ParameterLog.parse(changed))
            .isInstanceOf(BrokenLogException.class);
      }
    }
  }

  @Test
  void entriesCanNeitherBeLeftOutNorPutInAnotherOrder() {
    String[] lines = log.text().split("\n", -1);
    for (String changed :
        new String[] {lines[0] + "\n" + lines[2], lines[0] + "\n" + lines[2] + "\n" + lines[1]}) {
      assertThatThrownBy(() -> ParameterLog.parse(changed)).isInstanceOf(BrokenLogException.class);
    }
  }

  @Test
  void twoViewsAgreeUnlessTheyFork() {
    ParameterLog grown = log.with(key, NOW, "{\"b\":3}");
    ParameterLog forked = log.with(key, NOW, "{\"c\":3}");

    assertThat(log.isConsistentWith(grown)).isTrue();
    assertThat(grown.isConsistentWith(log)).isTrue();
    assertThat(grown.isConsistentWith(forked)).isFalse();
    assertThat(log.isConsistentWith(ParameterLog.empty(LogKey.generate().publicKey()))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "holdfast-parameter-log 1 x\ny", "{}", "\u0000"})
  void whatIsNoLogIsRefused(String text) {
    assertThatThrownBy(() -> ParameterLog.parse(text)).isInstanceOf(BrokenLogException.class);
    assertThatThrownBy(() -> LogKey.parse(text)).isInstanceOf(BrokenLogException.class);
  }
}
