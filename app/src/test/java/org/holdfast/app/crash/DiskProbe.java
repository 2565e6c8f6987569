package org.holdfast.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;

/// Hands measurements in and remembers which of them were acknowledged. Safe for concurrent use
/// until it is asked what became of them.
final class DiskProbe {
  private final Duration patience;
  private final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());

  DiskProbe(Duration patience) {
    this.patience = patience;
  }

  int acknowledgedCount() {
    return acknowledged.size();
  }

  /// One more measurement; empty where nobody answers.
  Optional<Answer> submit(ServerProcess server) {
    String document =
        "{\\\"test_name\\\":\\\"signal\\\",\\\"probe_cc\\\":\\\"PT\\\",\\\"probe_asn\\\":\\\"AS1\\\","
            + "\\\"test_start_time\\\":\\\"2026-01-02 03:04:05\\\",\\\"input\\\":\\\"n"
            + System.nanoTime()
            + "\\\"}";
    byte[] body =
        ("{\"format\":\"json\",\"content\":\"" + document + "\"}").getBytes(StandardCharsets.UTF_8);
    try {
      Answer answer =
          WireConnection.once(
              server.open(),
              WireRequest.of("POST", "/api/v1/submit_measurement").header("Host", "x").sized(body));
      if (answer.isSuccess()) {
        acknowledged.add(answer.member("measurement_uid").orElseThrow());
      }
      return Optional.of(answer);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void assertEverythingAcknowledgedIsReadable(ServerProcess server) {
    try (ReadApi api = new ReadApi(server.open())) {
      for (String uid : acknowledged) {
        await().atMost(patience).until(() -> api.raw(uid), Optional::isPresent);
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
