package org.holdfast.bouncer.fleet.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.holdfast.bouncer.directory.Collector;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.fleet.Act;
import org.holdfast.bouncer.fleet.FleetRecords;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.HistoryEntry;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodePublicKey;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Verdict;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.fixture.Nodes;
import org.holdfast.bouncer.fleet.health.Rhythm;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;
import org.holdfast.model.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One bouncer's view of a fleet whose addresses answer as the test says.
class LiveDirectoryTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Act ACT = new Act("alice", Nodes.NOON, "test");
  private static final Duration FAST = Duration.ofMillis(20);
  private static final FleetSnapshot CONFIGURED =
      FleetSnapshot.of(
          List.of(TypedAddress.of("https://configured.example.org")),
          Map.of("tcp-echo", List.of(TypedAddress.of("192.0.2.7"))));

  @TempDir Path directory;
  private final Set<String> dead = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean away = new AtomicBoolean();
  private SqlFleetStore store;
  private LiveDirectory live;

  @BeforeEach
  void start() {
    store = SqlFleetStore.openSqlite(directory.resolve("fleet.sqlite"));
    live = live("b1");
  }

  @AfterEach
  void stop() {
    live.close();
    store.close();
  }

  @Test
  void configuredFleetIsToldUntilSomebodyServes() {
    assertThat(primaries()).containsExactly("https://configured.example.org");

    enrol(Nodes.C1, Nodes.https("c1.example.org"));

    awaitPrimaries("https://c1.example.org");
    assertThat(live.snapshot().openTestHelpers()).containsKey("tcp-echo");
  }

  @Test
  void whatIsDeadLeavesAndComesBackByItself() {
    enrol(Nodes.C1, Nodes.https("c1.example.org"));
    enrol(Nodes.C2, Nodes.https("c2.example.org"));
    awaitPrimaries("https://c1.example.org", "https://c2.example.org");

    dead.add("https://c2.example.org");
    awaitPrimaries("https://c1.example.org");
    assertThat(live.status().getLast().reason()).isEqualTo("refused");

    dead.clear();
    awaitPrimaries("https://c1.example.org", "https://c2.example.org");
  }

  @Test
  void whenEverybodyLooksDeadTheLastGoodOnesAreToldWithAnAlarm() {
    enrol(Nodes.C1, Nodes.https("c1.example.org"));
    enrol(Nodes.C2, Nodes.https("c2.example.org"));
    awaitPrimaries("https://c1.example.org", "https://c2.example.org");

    dead.add("https://c2.example.org");
    awaitPrimaries("https://c1.example.org");
    dead.add("https://c1.example.org");

    await().atMost(SOON).until(() -> !live.notes().isEmpty());
    assertThat(live.notes().getFirst()).contains("nobody seems to serve collector");
    assertThat(primaries()).containsExactly("https://c1.example.org");
    dead.clear();
    await().atMost(SOON).until(() -> live.notes().isEmpty());
  }

  @Test
  void withoutTheDatabaseWhatWasReadLastHoldsAndEyesStayOpen() {
    enrol(Nodes.C1, Nodes.https("c1.example.org"));
    enrol(Nodes.C2, Nodes.https("c2.example.org"));
    awaitPrimaries("https://c1.example.org", "https://c2.example.org");

    away.set(true);
    await().atMost(SOON).until(() -> live.notes().toString().contains("does not answer"));
    assertThat(primaries()).hasSize(2);
    dead.add("https://c2.example.org");
    awaitPrimaries("https://c1.example.org");

    away.set(false);
    dead.clear();
    awaitPrimaries("https://c1.example.org", "https://c2.example.org");
  }

  @Test
  void operatorsAndTheNodeItselfTakeItOut() {
    enrol(Nodes.C1, Nodes.https("c1.example.org"));
    enrol(Nodes.C2, Nodes.https("c2.example.org"));
    awaitPrimaries("https://c1.example.org", "https://c2.example.org");

    store.want(Nodes.C1, Wanted.DRAINED, ACT);
    awaitPrimaries("https://c2.example.org");
    store.want(Nodes.C1, Wanted.SERVING, ACT);
    awaitPrimaries("https://c1.example.org", "https://c2.example.org");
    store.want(Nodes.C2, Wanted.RETIRED, ACT);
    awaitPrimaries("https://c1.example.org");
  }

  @Test
  void legacyClientsGetAnAddressTheyCanUse() {
    String onion = "a".repeat(56);
    enrol(Nodes.C1, Nodes.onion(onion), Nodes.https("c1.example.org"));

    awaitPrimaries("https://c1.example.org");

    Collector collector = live.snapshot().openCollectors().getFirst();
    assertThat(collector.addresses())
        .extracting(TypedAddress::address)
        .containsExactly("https://c1.example.org", "http://" + onion + ".onion");
  }

  @Test
  void helpersAndPinsOfNodesAreTold() {
    enrol(Nodes.C1, Nodes.https("c1.example.org"));
    enrol(Nodes.C2, Nodes.helper("web-connectivity", "https://h.example.org"));
    awaitPrimaries("https://c1.example.org");
    await()
        .atMost(SOON)
        .until(() -> live.snapshot().openTestHelpers().containsKey("web-connectivity"));

    store.pin("ndt", Optional.of(Nodes.C1), ACT);

    await().atMost(SOON).until(() -> live.snapshot().pinned("ndt").isPresent());
    assertThat(live.snapshot().pinned("dash")).isEmpty();
  }

  @Test
  void provenAddressIsItsNodes() {
    enrol(Nodes.C1, Nodes.https("c1.example.org"));
    awaitPrimaries("https://c1.example.org");

    assertThat(live.isAnothers(Nodes.https("c1.example.org"), Nodes.C2)).isTrue();
    assertThat(live.isAnothers(Nodes.https("c1.example.org"), Nodes.C1)).isFalse();
    assertThat(live.isAnothers(Nodes.https("c3.example.org"), Nodes.C2)).isFalse();
  }

  private LiveDirectory live(String observer) {
    LiveDirectory.Asking asking =
        new LiveDirectory.Asking(
            (node, address, within) ->
                dead.contains(address.address().address())
                    ? Optional.of("refused")
                    : Optional.empty(),
            (node, address, within) -> Optional.empty(),
            new Rhythm(FAST, FAST, FAST, FAST));
    return LiveDirectory.start(
        new Away(store, away), observer, asking, () -> CONFIGURED, new SimpleMeterRegistry());
  }

  private void enrol(NodeName node, PublishedAddress... addresses) {
    Sha256 token = Sha256.of(node.text().getBytes(StandardCharsets.UTF_8));
    store.invite(node, token, Nodes.NOON.plusSeconds(60), ACT);
    NodePublicKey key = NodeKey.generate(new SecureRandom()).known();
    store.firstContact(node, key, token, Nodes.NOON);
    store.hear(Nodes.heartbeat(node, 1, 1, List.of(addresses)), Nodes.NOON);
  }

  private Set<String> primaries() {
    return live.snapshot().openCollectors().stream()
        .map(collector -> collector.primary().address())
        .collect(Collectors.toSet());
  }

  private void awaitPrimaries(String... expected) {
    await().atMost(SOON).until(() -> primaries().equals(Set.of(expected)));
  }

  /// A store that is away as long as a test says so.
  private record Away(FleetStore store, AtomicBoolean away) implements FleetStore {
    private FleetStore there() {
      if (away.get()) {
        throw new FleetUnavailableException("away", new IllegalStateException());
      }
      return store;
    }

    @Override
    public void invite(NodeName node, Sha256 token, Instant expires, Act act) {
      there().invite(node, token, expires, act);
    }

    @Override
    public FirstContact firstContact(NodeName node, NodePublicKey key, Sha256 token, Instant now) {
      return there().firstContact(node, key, token, now);
    }

    @Override
    public Optional<KnownNode> find(NodeName node) {
      return there().find(node);
    }

    @Override
    public Hearing hear(Heartbeat heartbeat, Instant now) {
      return there().hear(heartbeat, now);
    }

    @Override
    public void say(String observer, long tick, Optional<List<Verdict>> verdicts) {
      there().say(observer, tick, verdicts);
    }

    @Override
    public FleetRecords read() {
      return there().read();
    }

    @Override
    public Optional<Wanted> want(NodeName node, Wanted wanted, Act act) {
      return there().want(node, wanted, act);
    }

    @Override
    public Optional<NodeName> pin(String netTest, Optional<NodeName> node, Act act) {
      return there().pin(netTest, node, act);
    }

    @Override
    public List<HistoryEntry> history(int limit) {
      return there().history(limit);
    }

    @Override
    public void close() {}
  }
}
