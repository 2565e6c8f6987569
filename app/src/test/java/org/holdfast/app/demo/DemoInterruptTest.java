package org.holdfast.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.app.Holdfast;
import org.holdfast.testkit.process.Tether;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The demo that goes on until Ctrl-C, as a process.
class DemoInterruptTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern SERVER = Pattern.compile("probes and readers +(http://\\S+)");
  private static final Pattern SUMS =
      Pattern.compile(
          "(?m)^received=([0-9]+) accepted=([0-9]+) refused=([0-9]+) published=([0-9]+)"
              + " quarantined=([0-9]+) lost=0 duplicated=0$");
  private static final Pattern DIRECTORY = Pattern.compile("(?m)^ +directory +(/\\S+)");

  @TempDir Path directory;

  @Test
  @Timeout(value = 180, unit = TimeUnit.SECONDS)
  void demoKillsItsServerLosesNothingAndCleansUpAtCtrlC() throws Exception {
    Process demo = start();
    try {
      String text = readUntil(demo, "Ctrl-C ends it");
      Target server = Target.of(URI.create(find(SERVER, text)));
      Path data = Path.of(find(DIRECTORY, text));
      assertThat(text).contains("kill -9");
      assertSumsHold(text);
      assertThat(data).isDirectory();
      WireConnection.open(server).close();

      assertThat(interrupt(demo)).isZero();

      assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(demo.exitValue()).as(text).isIn(0, 130);
      assertThat(Files.exists(data)).as("its directory").isFalse();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> WireConnection.open(server).close())
                      .isInstanceOf(ConnectException.class));
    } finally {
      demo.destroyForcibly();
    }
  }

  private static void assertSumsHold(String text) {
    Matcher sums = SUMS.matcher(text);
    assertThat(sums.find()).as(text).isTrue();
    int accepted = Integer.parseInt(sums.group(2));
    int refused = Integer.parseInt(sums.group(3));
    int quarantined = Integer.parseInt(sums.group(5));
    assertThat(Integer.parseInt(sums.group(1))).isEqualTo(accepted + refused);
    assertThat(accepted).isEqualTo(Integer.parseInt(sums.group(4)) + quarantined);
    assertThat(refused).isPositive();
    assertThat(quarantined).isPositive();
  }

  /// Not with the signal ignored, as a shell gives it to what it starts in the background.
  private Process start() throws IOException {
    return new ProcessBuilder(
            "env",
            "--default-signal=INT",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.io.tmpdir=" + directory,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Tether.class.getName(),
            Holdfast.class.getName(),
            "demo")
        .redirectErrorStream(true)
        .start();
  }

  private static String readUntil(Process demo, String sign) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder text = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      text.append(line).append('\n');
      if (line.contains(sign)) {
        return text.toString();
      }
    }
    throw new AssertionError("the demo ended too early:\n" + text);
  }

  private static int interrupt(Process process) throws Exception {
    return new ProcessBuilder(List.of("sh", "-c", "kill -INT " + process.pid())).start().waitFor();
  }

  private static String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }
}
