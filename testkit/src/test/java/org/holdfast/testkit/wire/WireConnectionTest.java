package org.holdfast.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.holdfast.testkit.stub.RecordingServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WireConnectionTest {
  @Test
  @DisplayName(
      "U11: chunks of any size, no reason phrase, lower-case names, interim answers are read")
  void readsEveryFramingOfTheField() throws Exception {
    String odd =
        "HTTP/1.1 100 Continue\r\n\r\n"
            + "HTTP/1.1 200\r\ntransfer-encoding: chunked\r\n\r\n"
            + "7\r\n{\"a\":1,\r\n7;x=y\r\n\"b\":2} \r\n0\r\nt: r\r\n\r\n";
    try (RecordingServer server = new RecordingServer(_ -> odd);
        WireConnection connection = WireConnection.open(server.target())) {
      Answer first = connection.exchange(WireRequest.of("GET", "/").header("Host", "x"));
      Answer second = connection.exchange(WireRequest.of("GET", "/").header("Host", "x"));

      assertThat(first.status()).isEqualTo(200);
      assertThat(first.json().orElseThrow().path("b").asInt()).isEqualTo(2);
      assertThat(second.text()).isEqualTo(first.text());
    }
  }

  @Test
  void answerCutShortIsNoAnswer() throws Exception {
    try (RecordingServer server =
        new RecordingServer(
            heard ->
                heard.body().isEmpty() ? "" : "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}")) {
      assertThatThrownBy(() -> WireConnection.once(server.target(), WireRequest.of("GET", "/")))
          .isInstanceOf(NoAnswerException.class);
    }
  }

  @Test
  void requestGoesOutByteForByte() throws Exception {
    try (RecordingServer server = new RecordingServer(_ -> RecordingServer.ok("{}"))) {
      WireConnection.once(
          server.target(),
          WireRequest.of("gEt", "//x")
              .header("x-B", "1")
              .header("a", "2")
              .sized("ü".getBytes(StandardCharsets.UTF_8)));

      assertThat(server.heard().getFirst().head())
          .isEqualTo("gEt //x HTTP/1.1\r\nx-B: 1\r\na: 2\r\nContent-Length: 2\r\n\r\n");
      assertThat(server.heard().getFirst().body()).isEqualTo("ü");
    }
  }
}
