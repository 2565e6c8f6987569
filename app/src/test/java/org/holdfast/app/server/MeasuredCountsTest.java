package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredCountsTest {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  @TempDir Path directory;

  @Test
  @DisplayName("P24: what was measured sinks in the list of its country")
  void whatWasMeasuredSinks() throws Exception {
    String config =
        """
        bouncer:
          urls: [{url: 'https://a.example/'}, {url: 'https://b.example/'}]
        """;
    try (BalancedServer server =
        Servers.start(directory.resolve("data"), config, new StopSignal())) {
      Target target = server.listener("public");
      String now = TIME.format(Instant.now());
      String document =
          ("{'data_format_version':'0.2.0','test_name':'web_connectivity','test_version':'0.4',"
                  + "'probe_cc':'IT','probe_asn':'AS1','software_name':'t','software_version':'1',"
                  + "'measurement_start_time':'NOW','test_start_time':'NOW','test_keys':{},"
                  + "'input':'https://a.example/'}")
              .replace("NOW", now)
              .replace("'", "\\\"");
      ask(
          target,
          "POST",
          "/api/v1/submit_measurement",
          "{\"format\":\"json\",\"content\":\"" + document + "\"}");

      await().atMost(Duration.ofSeconds(30)).until(() -> measuredIsLast(target));
    }
  }

  /// Without counts the order is chance.
  private static boolean measuredIsLast(Target target) throws IOException {
    for (int i = 0; i < 20; i++) {
      String list = ask(target, "GET", "/api/v1/test-list/urls?country_code=IT", "").text();
      if (list.indexOf("a.example") < list.indexOf("b.example")) {
        return false;
      }
    }
    return true;
  }

  private static Answer ask(Target target, String method, String path, String body)
      throws IOException {
    WireRequest request = WireRequest.of(method, path).header("Host", target.authority());
    Answer answer =
        WireConnection.once(
            target,
            body.isEmpty() ? request : request.sized(body.getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }
}
