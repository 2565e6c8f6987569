package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Trap 1, and what bodies may cost all together.
final class MemoryTest {
  private static final int HELD_MAX = 8 << 20;

  @RegisterExtension final RunningServer server = new RunningServer(HELD_MAX, options -> options);

  @Test
  @DisplayName("500 half-open uploads cost what they sent, and others are answered")
  void halfOpenUploadsCostWhatTheySent() throws IOException {
    List<RawHttp> halfOpen = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        RawHttp http = RawHttp.connect(server.port());
        halfOpen.add(http);
        http.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3600000\r\n\r\n")
            .send("x".repeat(1000));
      }
      await().until(() -> held() >= 500 * 1000);
      assertThat(held()).isLessThan(500 * 4096);
      try (RawHttp fresh = RawHttp.connect(server.port())) {
        fresh.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(fresh.receive().text()).isEqualTo("hello");
      }
    } finally {
      for (RawHttp http : halfOpen) {
        http.close();
      }
    }
    await().until(() -> held() == 0);
  }

  @Test
  void tooManyBodiesAtOnceAre503AndLaterOnesServed() throws IOException {
    String head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3600000\r\n\r\n";
    try (RawHttp first = RawHttp.connect(server.port());
        RawHttp second = RawHttp.connect(server.port())) {
      first.send(head).send(new byte[3_000_000]);
      await().until(() -> held() >= 3_000_000);
      second.send(head).send(new byte[3_600_000]);
      RawHttp.Answer answer = second.receive();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).isNotEmpty();
      assertThat(answer.text()).contains("\"error\":\"unavailable\"");
      assertThat(server.count("holdfast.http.refused", "reason", "body-memory-source"))
          .isEqualTo(1);
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> held() == 0);
    try (RawHttp third = RawHttp.connect(server.port())) {
      third.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n");
      assertThat(third.send(new byte[3_000_000]).receive().status()).isEqualTo(200);
    }
  }

  @Test
  void bodyThatMemoryCanNeverHoldIsRefusedWithTheLimit() throws IOException {
    try (RawHttp http = RawHttp.connect(server.port())) {
      http.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 6000000\r\n\r\n");
      assertThat(http.receive().status()).isEqualTo(413);
    }
  }

  private double held() {
    return server.meters.get("holdfast.http.body.bytes.held").gauge().value();
  }
}
