package org.holdfast.bouncer.fleet.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.holdfast.bouncer.fleet.Act;
import org.holdfast.bouncer.fleet.AddressPolicy;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.LateFleetStore;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeState;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.fixture.Nodes;
import org.holdfast.bouncer.fleet.fixture.ReadFleet;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node's side, against a real directory.
class AnnouncerTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Clock CLOCK = Clock.fixed(Nodes.NOON, ZoneOffset.UTC);
  private static final Act ACT = new Act("alice", Nodes.NOON, "test");
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  @TempDir Path directory;
  private SqlFleetStore store;
  private volatile boolean storeIsThere = true;
  private FleetStore late;
  private EdgeServer server;
  private EnrolmentToken token;

  @BeforeEach
  void start() throws Exception {
    store = SqlFleetStore.openSqlite(directory.resolve("fleet.sqlite"));
    token = EnrolmentToken.make(Nodes.FLEET, Nodes.C1, new SecureRandom());
    store.invite(Nodes.C1, token.digest(), Nodes.NOON.plusSeconds(60), ACT);
    late =
        new LateFleetStore(
            () -> {
              if (!storeIsThere) {
                throw new FleetUnavailableException("away", new IllegalStateException());
              }
              return SqlFleetStore.openSqlite(directory.resolve("fleet.sqlite"));
            });
    server =
        EdgeServer.start(
            List.of(ListenerOptions.http("t", "127.0.0.1", 0)),
            HeartbeatRoutes.create(
                late,
                Nodes.FLEET,
                new ReadFleet(store, (address, node) -> false),
                AddressPolicy.PUBLIC_ONLY,
                CLOCK),
            new SimpleMeterRegistry());
  }

  @AfterEach
  void stop() {
    server.close();
    late.close();
    store.close();
  }

  @Test
  void madeFirstContactIsHeardAndToldWhatIsWanted() throws Exception {
    try (Announcer announcer = announcer(key(), 5, Optional.of(token), server.url("t"))) {
      await().atMost(SOON).until(() -> announcer.wanted().equals(Optional.of(Wanted.SERVING)));
      store.want(Nodes.C1, Wanted.DRAINED, ACT);
      await().atMost(SOON).until(() -> announcer.wanted().equals(Optional.of(Wanted.DRAINED)));

      assertThat(announcer.notes()).isEmpty();
      assertThat(heard().boot()).isEqualTo(5);
    }
  }

  @Test
  void deadBouncerIsPassedOver() throws Exception {
    try (Announcer announcer =
        announcer(key(), 5, Optional.of(token), NOBODY, server.url("t"), NOBODY)) {
      await().atMost(SOON).until(() -> announcer.wanted().isPresent());
    }
  }

  @Test
  void databaseThatIsAwayIsWaitedFor() throws Exception {
    storeIsThere = false;
    try (Announcer announcer = announcer(key(), 5, Optional.of(token), server.url("t"))) {
      await().atMost(SOON).until(() -> announcer.notes().toString().contains("unavailable"));
      storeIsThere = true;
      await().atMost(SOON).until(() -> announcer.wanted().isPresent());
    }
  }

  @Test
  void withoutATokenItSaysWhatIsMissing() throws Exception {
    try (Announcer announcer = announcer(key(), 5, Optional.empty(), server.url("t"))) {
      await().atMost(SOON).until(() -> announcer.notes().toString().contains("no token"));
    }
  }

  @Test
  void lostNumberOfTheLastStartIsCaughtUpWith() throws Exception {
    NodeKey key = key();
    try (Announcer first = announcer(key, 1000, Optional.of(token), server.url("t"))) {
      await().atMost(SOON).until(() -> first.wanted().isPresent());
    }
    try (Announcer second = announcer(key, 3, Optional.empty(), server.url("t"))) {
      await().atMost(SOON).until(() -> second.wanted().isPresent());
      assertThat(heard().boot()).isEqualTo(1001);
    }
  }

  @Test
  void keyFileIsTheOwnersAloneAndStartsAreNumberedWhateverTheClock() throws Exception {
    Path file = directory.resolve("node.key");
    NodeKey made = NodeKeyFile.readOrMake(file, new SecureRandom());

    assertThat(NodeKeyFile.readOrMake(file, new SecureRandom()).known()).isEqualTo(made.known());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(NodeKeyFile.nextBoot(file, 1000)).isEqualTo(1000);
    assertThat(NodeKeyFile.nextBoot(file, 10)).isEqualTo(1001);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> NodeKeyFile.readOrMake(file, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600");
  }

  private Heartbeat heard() {
    return store.find(Nodes.C1).flatMap(KnownNode::last).orElseThrow();
  }

  private static NodeKey key() {
    return NodeKey.generate(new SecureRandom());
  }

  private static Announcer announcer(
      NodeKey key, long boot, Optional<EnrolmentToken> token, URI... directories) {
    return Announcer.start(
        new Announcer.Settings(
            Nodes.C1,
            Nodes.FLEET,
            key,
            boot,
            List.of(directories),
            Duration.ofMillis(20),
            () -> token,
            number -> {}),
        () ->
            Optional.of(
                new SelfPortrait(
                    NodeState.SERVING,
                    "1",
                    List.of("collector"),
                    10,
                    0,
                    List.of(Nodes.https("c1.example.org")))),
        CLOCK,
        new Random(1));
  }
}
