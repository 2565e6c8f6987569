package org.holdfast.app.upgradetest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.holdfast.app.command.HoldfastCommand;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The short form of `holdfast upgradetest`: with HAProxy, TLS, HTTP/2, slow uploads and legacy
/// reports, and a certificate that is renewed in each upgrade. At a rate that a busy machine with
/// two processors can serve while it starts another server; the full figures come from the command
/// itself.
@Timeout(1200)
final class UpgradeUnderLoadTest {
  @Test
  @DisplayName("D4, U8, U9: upgrades and roll-backs under load are noticed by nobody")
  void nobodyNotices() {
    var out = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(out, true, UTF_8)) {
      int code =
          HoldfastCommand.run(
              print, print, "upgradetest", "--times", "2", "--rate", "20", "--roll-backs", "2");

      assertThat(out.toString(UTF_8))
          .contains("non2xx=0 resets=0 lost=0 duplicated=0 rolled-back=2")
          .contains("upgrades=2 ");
      assertThat(code).isZero();
    }
  }
}
