package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.holdfast.testkit.wire.Answer;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A collector that is to be a node of a fleet and cannot read its key.
class NodeKeyFaultTest {
  private static final String IDENTITY = "/fleet/v1/identity/" + "0".repeat(32);
  private static final String OPEN =
      "{\"software_name\":\"t\",\"software_version\":\"1\",\"test_name\":\"tt\","
          + "\"test_version\":\"1\",\"probe_asn\":\"AS1\",\"probe_cc\":\"IT\"}";

  @TempDir Path directory;

  @Test
  void unusableNodeKeyKeepsNoCollectorFromServing() throws Exception {
    Path key = Files.writeString(directory.resolve("node.key"), "not a key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    try (BalancedServer server =
        Servers.startAs(
            directory.resolve("data"),
            """
            roles: [collector, pipeline]
            admin: {address: '127.0.0.1:0'}
            journal: {reserve: 1MiB}
            listeners: [{name: public, address: '127.0.0.1:0'}]
            fleet:
              node: {name: one, key-file: '%s', directories: ['http://127.0.0.1:1']}
            """
                .formatted(key),
            new StopSignal())) {
      Target open = server.listener("public");
      assertThat(ask(open, "POST", "/report", OPEN).status()).isEqualTo(200);
      Answer identity = ask(open, "GET", IDENTITY, "");
      assertThat(identity.status()).isEqualTo(503);
      assertThat(ask(server.listener("admin"), "GET", "/health/ready", "").text())
          .contains("node key");

      Files.delete(key);

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> ask(open, "GET", IDENTITY, "").status() == 200);
    }
  }

  private static Answer ask(Target target, String method, String path, String body)
      throws IOException {
    WireRequest request = WireRequest.of(method, path).header("Host", target.authority());
    return WireConnection.once(
        target, body.isEmpty() ? request : request.sized(body.getBytes(StandardCharsets.UTF_8)));
  }
}
