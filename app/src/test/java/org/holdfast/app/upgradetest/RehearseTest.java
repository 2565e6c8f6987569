package org.holdfast.app.upgradetest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.holdfast.app.command.HoldfastCommand;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class RehearseTest {
  @Test
  @DisplayName(
      "the rehearsal that the cache for starts is made from is acknowledged on each listener")
  void everyLaneIsAcknowledged() {
    var out = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(out, true, UTF_8)) {
      int code = HoldfastCommand.run(print, print, "rehearse", "--requests", "2");

      assertThat(out.toString(UTF_8)).endsWith("rehearsed: acknowledged=6\n");
      assertThat(code).isZero();
    }
  }
}
