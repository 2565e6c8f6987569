package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.fleet.Act;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;
import org.holdfast.model.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The configuration for collectors that are reached over TLS, which other tests have none of, as
/// the real HAProxy reads it.
class GeneratedHaProxyConfigTest {
  @TempDir Path directory;

  @Test
  void configurationOverTlsCollectorsIsOne() throws Exception {
    FleetDesk desk = FleetDesk.at(directory);
    try (SqlFleetStore store = SqlFleetStore.openSqlite(directory.resolve("fleet.sqlite"))) {
      heard(store, "c1", "https://localhost:8443", 1000);
      heard(store, "c2", "https://localhost", 1);
      heard(store, "gone", "https://localhost:8445", 100);
    }
    assertThat(desk.fleet("drain", "c2", "--why", "test")).contains("serving -> drained");
    assertThat(desk.fleet("retire", "gone", "--why", "test")).contains("serving -> retired");

    String config = desk.fleet("haproxy-config", "--bind", "127.0.0.1:1", "--agent-port", "8082");

    assertThat(config)
        .contains("server c1 localhost:8443 weight 256 ssl verify required")
        .contains("server c2 localhost:443 weight 1 ssl verify required")
        .contains(" disabled\n")
        .doesNotContain("gone");
    Process check =
        new ProcessBuilder(
                "haproxy",
                "-c",
                "-f",
                Files.writeString(directory.resolve("haproxy.cfg"), config).toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
    assertThat(said).doesNotContain("WARNING");
  }

  private static void heard(SqlFleetStore store, String name, String url, int capacity) {
    Instant now = Clock.systemUTC().instant();
    NodeName node = new NodeName(name);
    Sha256 token = Sha256.of(name.getBytes(UTF_8));
    store.invite(node, token, now.plusSeconds(60), new Act("test", now, "test"));
    var _ = store.firstContact(node, NodeKey.generate(new SecureRandom()).known(), token, now);
    var _ =
        store.hear(
            new Heartbeat(
                node,
                "0123456789abcdef",
                1,
                1,
                now,
                NodeState.SERVING,
                "0.1.0",
                List.of("collector"),
                capacity,
                0,
                List.of(new PublishedAddress(PublishedAddress.COLLECTOR, TypedAddress.of(url)))),
            now);
  }
}
