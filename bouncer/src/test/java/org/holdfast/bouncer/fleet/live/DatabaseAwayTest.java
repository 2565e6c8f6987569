package org.holdfast.bouncer.fleet.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.fleet.Act;
import org.holdfast.bouncer.fleet.AddressPolicy;
import org.holdfast.bouncer.fleet.LateFleetStore;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.enrol.Announcer;
import org.holdfast.bouncer.fleet.enrol.EnrolmentToken;
import org.holdfast.bouncer.fleet.enrol.HeartbeatRoutes;
import org.holdfast.bouncer.fleet.enrol.SelfPortrait;
import org.holdfast.bouncer.fleet.fixture.Nodes;
import org.holdfast.bouncer.fleet.health.Rhythm;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A bouncer and a node that announces itself, over a PostgreSQL server that goes away and comes
/// back.
class DatabaseAwayTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration FAST = Duration.ofMillis(50);
  private static final Act ACT = new Act("alice", Nodes.NOON, "test");

  @TempDir Path directory;

  @Test
  void lastGoodAnswersHoldAndHeartbeatsRecoverAlone() throws Exception {
    int port = freePort();
    EmbeddedPostgres database = database(port);
    String url = database.getJdbcUrl("postgres", "postgres");
    LateFleetStore store =
        new LateFleetStore(() -> SqlFleetStore.openPostgres(url, "postgres", ""));
    try (LiveDirectory live = live(store);
        EdgeServer server =
            EdgeServer.start(
                List.of(ListenerOptions.http("t", "127.0.0.1", 0)),
                HeartbeatRoutes.create(
                    store, Nodes.FLEET, live, AddressPolicy.PUBLIC_ONLY, Clock.systemUTC()),
                new SimpleMeterRegistry())) {
      EnrolmentToken token = EnrolmentToken.make(Nodes.FLEET, Nodes.C1, new SecureRandom());
      store.invite(Nodes.C1, token.digest(), Clock.systemUTC().instant().plusSeconds(60), ACT);
      try (Announcer node = node(server, token)) {
        await().atMost(SOON).until(() -> tells(live, "https://c1.example.org"));

        database.close();
        await().atMost(SOON).until(() -> !node.notes().isEmpty() && !live.notes().isEmpty());
        assertThat(node.notes().getFirst()).contains("503");
        assertThat(live.notes().getFirst()).contains("does not answer");
        assertThat(tells(live, "https://c1.example.org")).isTrue();

        database = database(port);
        await().atMost(SOON).until(() -> node.notes().isEmpty() && live.notes().isEmpty());
        store.want(Nodes.C1, Wanted.RETIRED, ACT);
        await().atMost(SOON).until(() -> tells(live, "https://configured.example.org"));
      }
    } finally {
      store.close();
      database.close();
    }
  }

  private EmbeddedPostgres database(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(directory.resolve("data"))
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "off")
        .start();
  }

  private static LiveDirectory live(LateFleetStore store) {
    return LiveDirectory.start(
        store,
        "b1",
        new Asking(
            (node, address, within) -> Optional.empty(),
            (node, address, within) -> Optional.empty(),
            new Rhythm(FAST, FAST, FAST, FAST)),
        () -> FleetSnapshot.of(List.of(Nodes.https("configured.example.org").address()), Map.of()),
        Optional.empty(),
        new SimpleMeterRegistry());
  }

  private static Announcer node(EdgeServer server, EnrolmentToken token) {
    return Announcer.start(
        new Announcer.Settings(
            Nodes.C1,
            Nodes.FLEET,
            NodeKey.generate(new SecureRandom()),
            1,
            List.of(server.url("t")),
            Duration.ofMillis(100),
            () -> Optional.of(token),
            number -> {}),
        () ->
            Optional.of(
                new SelfPortrait(
                    NodeState.SERVING,
                    "0.1.0",
                    List.of("collector"),
                    100,
                    0,
                    List.of(Nodes.https("c1.example.org")))),
        Clock.systemUTC(),
        RandomGenerator.getDefault());
  }

  private static boolean tells(LiveDirectory live, String primary) {
    return live.snapshot().openCollectors().stream()
        .map(collector -> collector.primary().address())
        .toList()
        .equals(List.of(primary));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
