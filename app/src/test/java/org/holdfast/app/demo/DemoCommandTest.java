package org.holdfast.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/// What the demo does when all is well is seen in [DemoInterruptTest].
class DemoCommandTest {
  /// The system shows more than the probes were told: a stranger has handed something in.
  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void demoEndsWithOneWhenTheSumsDoNotHold() {
    StringWriter out = new StringWriter();
    Stranger stranger = new Stranger(out);

    int code =
        new CommandLine(new DemoCommand(Clock.systemUTC()))
            .setOut(new PrintWriter(stranger, true))
            .execute("--once");

    String text = out.toString();
    assertThat(stranger.isAcknowledged()).as(text).isTrue();
    assertThat(code).as(text).isEqualTo(1);
    assertThat(text)
        .contains(
            "does not hold: published = measurements in the archive does not hold",
            "does not hold: accepted = the ledger's accepted without the merged and copies does not hold");
    assertThat(text.lines().toList().getLast()).startsWith("received=");
  }

  /// Reads where the server is from what the demo prints, and hands in one measurement that no
  /// simulated probe knows of.
  private static final class Stranger extends FilterWriter {
    private static final Pattern SERVER = Pattern.compile("probes and readers +(http://\\S+)\\R");
    private static final byte[] MEASUREMENT =
        ("{\"format\":\"json\",\"content\":\"{\\\"test_name\\\":\\\"signal\\\","
                + "\\\"probe_cc\\\":\\\"PT\\\",\\\"probe_asn\\\":\\\"AS1\\\","
                + "\\\"test_start_time\\\":\\\"2026-01-02 03:04:05\\\"}\"}")
            .getBytes(StandardCharsets.UTF_8);

    private final StringWriter seen;
    private boolean acknowledged;

    Stranger(StringWriter seen) {
      super(seen);
      this.seen = seen;
    }

    boolean isAcknowledged() {
      return acknowledged;
    }

    @Override
    public void flush() throws IOException {
      super.flush();
      Matcher server = SERVER.matcher(seen.toString());
      if (!acknowledged && server.find()) {
        Target target = Target.of(URI.create(server.group(1)));
        acknowledged =
            WireConnection.once(
                        target,
                        WireRequest.of("POST", "/api/v1/submit_measurement")
                            .header("Host", target.authority())
                            .sized(MEASUREMENT))
                    .status()
                == 200;
      }
    }
  }
}
