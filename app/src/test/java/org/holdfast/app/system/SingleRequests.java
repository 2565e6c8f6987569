package org.holdfast.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;

/// Single requests to a server process, of the same little measurement each time but for its input.
final class SingleRequests {
  private SingleRequests() {}

  static void assertDeferred(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(answer.header("Retry-After"))
        .hasValueSatisfying(s -> assertThat(s).matches("[1-9][0-9]*"));
    assertThat(answer.hasErrorMember()).as(answer.text()).isTrue();
  }

  /// Of 1 MiB, and of next to nothing once it is compressed.
  static Answer submitLarge(Installation server, int number) throws IOException {
    return submit(server, "large-" + number, "x".repeat(1 << 20));
  }

  static Answer submit(Installation server, String input) throws IOException {
    return submit(server, input, "");
  }

  static Answer submit(Installation server, String input, String padding) throws IOException {
    String document =
        "{\\\"test_keys\\\":{\\\"body\\\":\\\""
            + padding
            + "\\\"},\\\"test_name\\\":\\\"signal\\\",\\\"probe_cc\\\":\\\"PT\\\",\\\"probe_asn\\\":\\\"AS1\\\","
            + "\\\"test_start_time\\\":\\\"2026-01-02 03:04:05\\\",\\\"input\\\":\\\""
            + input
            + "\\\"}";
    return post(
        server.open(),
        "/api/v1/submit_measurement",
        "{\"format\":\"json\",\"content\":\"" + document + "\"}");
  }

  static Answer post(Target target, String path, String body) throws IOException {
    return WireConnection.once(
        target,
        WireRequest.of("POST", path)
            .header("Host", target.authority())
            .sized(body.getBytes(UTF_8)));
  }

  static Answer get(Target target, String path) throws IOException {
    return WireConnection.once(
        target, WireRequest.of("GET", path).header("Host", target.authority()));
  }
}
