package org.holdfast.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

class DemoCommandTest {
  private static final Pattern LAST_LINE =
      Pattern.compile(
          "received=([0-9]+) accepted=([0-9]+) refused=([0-9]+) published=([0-9]+)"
              + " quarantined=([0-9]+) lost=0 duplicated=0");
  private static final Pattern DIRECTORY = Pattern.compile("directory +(\\S+)");

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void demoKillsItsServerLosesNothingAndCleansUp() {
    StringWriter out = new StringWriter();

    int code =
        new CommandLine(new DemoCommand(Clock.systemUTC()))
            .setOut(new PrintWriter(out))
            .execute("--once");

    String text = out.toString();
    assertThat(code).as(text).isZero();
    assertThat(text).contains("kill -9");
    List<String> lines = text.lines().toList();
    Matcher sums = LAST_LINE.matcher(lines.getLast());
    assertThat(sums.matches()).as(lines.getLast()).isTrue();
    assertThat(number(sums, 1)).isEqualTo(number(sums, 2) + number(sums, 3));
    assertThat(number(sums, 2)).isEqualTo(number(sums, 4) + number(sums, 5));
    assertThat(number(sums, 3)).isPositive();
    assertThat(number(sums, 5)).isPositive();
    Matcher directory = DIRECTORY.matcher(text);
    assertThat(directory.find()).isTrue();
    assertThat(Files.exists(Path.of(directory.group(1)))).isFalse();
  }

  private static int number(Matcher sums, int group) {
    return Integer.parseInt(sums.group(group));
  }
}
