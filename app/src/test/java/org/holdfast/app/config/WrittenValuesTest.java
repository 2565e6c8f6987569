package org.holdfast.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenValuesTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, 500",
    "30s, 30000",
    "10m, 600000",
    "2h, 7200000",
    "7d, 604800000",
    "PT1M30S, 90000",
    "0s, 0"
  })
  void durationsAreRead(String text, long millis) {
    assertThat(Kinds.DURATION.parse(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "m", "-1s", "10 m", "1.5h", "PT-5S", "99999999999s", "P"})
  void otherTextsAreNoDurations(String text) {
    assertThat(Kinds.DURATION.parse(text)).isEmpty();
  }

  @Test
  void durationsAreShownInTheLargestWholeUnit() {
    assertThat(Kinds.DURATION.render(Duration.ofSeconds(90))).isEqualTo("90s");
    assertThat(Kinds.DURATION.render(Duration.ofDays(2))).isEqualTo("2d");
    assertThat(Kinds.DURATION.render(Duration.ZERO)).isEqualTo("0s");
  }

  @ParameterizedTest
  @CsvSource({"0B, 0", "512KiB, 524288", "64MiB, 67108864", "12GiB, 12884901888"})
  void sizesAreReadAndShown(String text, long bytes) {
    assertThat(ByteSize.parse(text)).contains(new ByteSize(bytes));
    assertThat(new ByteSize(bytes)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12", "12 GiB", "12gb", "-1B", "9999999TiB", "1.5GiB"})
  void otherTextsAreNoSizes(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:0", "[::1]:8080", "collector.example.org:65535"})
  void addressesAreReadAndShown(String text) {
    assertThat(HostPort.parse(text)).map(HostPort::toString).contains(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":80", "a", "a:", "a:65536", "::1:80", "a:b", "http://a:80", "a b:1"})
  void otherTextsAreNoAddresses(String text) {
    assertThat(HostPort.parse(text)).isEmpty();
  }
}
