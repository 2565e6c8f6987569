package org.holdfast.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;

/// Hands measurements in, no two alike, and remembers which of them were acknowledged. Safe for
/// concurrent use until it is asked what became of them.
final class DiskProbe {
  private final Duration patience;
  private final AtomicInteger sent = new AtomicInteger();

  /// The `content` of each, by the uid that was told.
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  DiskProbe(Duration patience) {
    this.patience = patience;
  }

  int acknowledgedCount() {
    return acknowledged.size();
  }

  /// One more measurement; empty where nobody answers.
  Optional<Answer> submit(ServerProcess server) {
    String content =
        """
        {"test_name":"signal","probe_cc":"PT","probe_asn":"AS1",\
        "test_start_time":"2026-01-02 03:04:05","input":"n%d"}"""
            .formatted(sent.incrementAndGet());
    byte[] body =
        ("{\"format\":\"json\",\"content\":\"" + content.replace("\"", "\\\"") + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    try {
      Answer answer =
          WireConnection.once(
              server.open(),
              WireRequest.of("POST", "/api/v1/submit_measurement").header("Host", "x").sized(body));
      if (answer.isSuccess()) {
        acknowledged.put(answer.member("measurement_uid").orElseThrow(), content);
      }
      return Optional.of(answer);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Each uid that was told leads to the bytes that were sent for it.
  void assertEverythingAcknowledgedIsReadable(ServerProcess server) throws IOException {
    try (ReadApi api = new ReadApi(server.open())) {
      for (Map.Entry<String, String> promise : acknowledged.entrySet()) {
        await().atMost(patience).until(() -> api.raw(promise.getKey()), Optional::isPresent);
        assertThat(api.body(promise.getKey()))
            .hasValueSatisfying(
                body ->
                    assertThat(body)
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo(promise.getValue()));
      }
    }
  }

  /// I6, once the server has come to rest.
  void assertSums(ServerProcess server) throws IOException {
    assertThat(ConservationCheck.violations(Settling.awaitIndexed(server.admin(), patience)))
        .as("sums on /metrics")
        .isEmpty();
  }
}
