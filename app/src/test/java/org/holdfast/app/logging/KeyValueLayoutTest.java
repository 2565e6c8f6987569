package org.holdfast.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class KeyValueLayoutTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void eventIsOneLineOfKeysAndValues() {
    LoggingEvent event = event("org.holdfast.x.Y", "two\nlines of \"text\"", null);
    event.addKeyValuePair(new KeyValuePair("segment", "a.log"));

    assertThat(line(event))
        .matches(
            "time=\\S+ level=WARN logger=org\\.holdfast\\.x\\.Y"
                + " message=\"two\\\\nlines of \\\\\"text\\\\\"\" segment=a\\.log\n");
  }

  @Test
  void exceptionStaysOnTheLine() {
    String line = line(event("a.B", "failed", new IllegalStateException("peer 192.0.2.7 left")));

    assertThat(line)
        .contains("exception=\"java.lang.IllegalStateException: peer [address] left\\n");
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.7",
        "/192.0.2.7:4711",
        "2001:db8::1",
        "[2001:db8::1]:443",
        "::ffff:192.0.2.7",
        "fe80::1%eth0",
        "2001:db8:0:1:1:1:1:1",
        "::1"
      })
  void addressesNeverReachTheLog(String address) {
    assertThat(line(event("org.eclipse.jetty.X", "peer " + address + " gone", null)))
        .contains("[address]")
        .doesNotContain("192.0.2")
        .doesNotContain("2001:db8")
        .doesNotContain("fe80");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version 12.1.12",
        "at 10:15:30.123",
        "2026-08-21T09:10:11Z",
        "Foo::bar",
        "0.1.0-SNAPSHOT",
        "a: b",
        "20260821091500.123456_PT_signal_0f1e2d3c4b5a6978"
      })
  void otherTextIsLeftAlone(String text) {
    assertThat(line(event("a.B", text, null))).contains(text).doesNotContain("[address]");
  }

  @Test
  void theOperatorsOwnAddressesAreShown() {
    assertThat(line(event(KeyValueLayout.CONFIGURATION_LOGGER, "127.0.0.1:80", null)))
        .contains("message=127.0.0.1:80");
  }

  private LoggingEvent event(String logger, String message, @Nullable Throwable failure) {
    return new LoggingEvent(
        "fqcn", context.getLogger(logger), Level.WARN, message, failure, new Object[0]);
  }

  private String line(LoggingEvent event) {
    KeyValueLayout layout = new KeyValueLayout();
    layout.setContext(context);
    layout.start();
    return layout.doLayout(event);
  }
}
