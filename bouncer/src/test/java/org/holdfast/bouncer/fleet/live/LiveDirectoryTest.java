package org.holdfast.bouncer.fleet.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
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
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.NodePublicKey;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.fixture.GuardedStore;
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
  private final Set<String> deadForOther = ConcurrentHashMap.newKeySet();
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
  void bouncerThatStartsWithoutTheDatabaseGoesOnWithWhatWasToldLast() {
    enrol(Nodes.C1, Nodes.https("c1.example.org"));
    enrol(Nodes.C2, Nodes.https("c2.example.org"));
    awaitPrimaries("https://c1.example.org", "https://c2.example.org");
    store.pin("ndt", Optional.of(Nodes.C1), ACT);
    await().atMost(SOON).until(() -> live.snapshot().pinned("ndt").isPresent());
    await()
        .atMost(SOON)
        .until(() -> Files.readString(directory.resolve("b1.json")).contains("ndt"));
    live.close();

    away.set(true);
    live = live("b1");

    assertThat(primaries())
        .containsExactlyInAnyOrder("https://c1.example.org", "https://c2.example.org");
    assertThat(live.snapshot().pinned("ndt")).isPresent();
    dead.add("https://c2.example.org");
    awaitPrimaries("https://c1.example.org");
    assertThat(live.node(Nodes.C1)).isPresent();

    away.set(false);
    dead.clear();
    awaitPrimaries("https://c1.example.org", "https://c2.example.org");
  }

  @Test
  void fileOfWhatWasToldLastMayBeBroken() throws Exception {
    live.close();
    Files.writeString(directory.resolve("b1.json"), "{\"nodes\":[{\"heartbeat\":7}]");
    away.set(true);

    live = live("b1");

    assertThat(primaries()).containsExactly("https://configured.example.org");
    assertThat(live.isKnown()).isFalse();
  }

  @Test
  void lastOneThatIsDrainedStaysUntilThereIsAnotherAndWhatIsRetiredDoesNot() {
    enrol(Nodes.C1, Nodes.https("c1.example.org"));
    awaitPrimaries("https://c1.example.org");
    store.want(Nodes.C1, Wanted.DRAINED, ACT);
    await().atMost(SOON).until(() -> !live.notes().isEmpty());
    assertThat(primaries()).containsExactly("https://c1.example.org");

    enrol(Nodes.C2, Nodes.https("c2.example.org"));
    awaitPrimaries("https://c2.example.org");
    dead.add("https://c2.example.org");
    await().atMost(SOON).until(() -> !live.notes().isEmpty());
    assertThat(primaries()).containsExactly("https://c2.example.org");

    store.want(Nodes.C2, Wanted.RETIRED, ACT);
    awaitPrimaries("https://configured.example.org");
  }

  @Test
  void serviceThatItsNodeNoLongerPublishesIsNotToldAgain() {
    enrol(
        Nodes.C1,
        Nodes.https("c1.example.org"),
        Nodes.helper("web-connectivity", "https://h.example.org"));
    awaitPrimaries("https://c1.example.org");
    await()
        .atMost(SOON)
        .until(() -> live.snapshot().openTestHelpers().containsKey("web-connectivity"));

    store.hear(Nodes.heartbeat(Nodes.C1, 1, 2, List.of(Nodes.https("c1.example.org"))), Nodes.NOON);

    await()
        .atMost(SOON)
        .until(() -> !live.snapshot().openTestHelpers().containsKey("web-connectivity"));
    assertThat(live.notes()).isEmpty();
  }

  @Test
  void twoBouncersThatDisagreeComeToTheSameAnswer() {
    enrol(Nodes.C1, Nodes.https("c1.example.org"));
    enrol(Nodes.C2, Nodes.https("c2.example.org"));
    awaitPrimaries("https://c1.example.org", "https://c2.example.org");
    try (LiveDirectory other = live("b2")) {
      await().atMost(SOON).until(() -> primaries(other).size() == 2);

      deadForOther.add("https://c2.example.org");
      await()
          .atMost(SOON)
          .until(
              () ->
                  primaries().equals(Set.of("https://c1.example.org"))
                      && primaries(other).equals(primaries()));
      assertThat(live.status().getLast().reason()).isEqualTo("most other bouncers find it ill");

      deadForOther.clear();
      await().atMost(SOON).until(() -> primaries().size() == 2 && primaries(other).size() == 2);
    }
  }

  @Test
  void lastWordOfABouncerThatEndedDoesNotCount() {
    enrol(Nodes.C1, Nodes.https("c1.example.org"));
    awaitPrimaries("https://c1.example.org");
    await().atMost(SOON).until(() -> !store.read().verdicts().isEmpty());

    live.close();

    assertThat(store.read().verdicts()).isEmpty();
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
    Asking asking =
        new Asking(
            (node, address, within) ->
                (observer.equals("b2") ? deadForOther : dead).contains(address.address().address())
                    ? Optional.of("refused")
                    : Optional.empty(),
            (node, address, within) -> Optional.empty(),
            new Rhythm(FAST, FAST, FAST, FAST));
    return LiveDirectory.start(
        new GuardedStore(store, this::door),
        observer,
        asking,
        () -> CONFIGURED,
        Optional.of(directory.resolve(observer + ".json")),
        new SimpleMeterRegistry());
  }

  private void door() {
    if (away.get()) {
      throw new FleetUnavailableException("away", new IllegalStateException());
    }
  }

  private void enrol(NodeName node, PublishedAddress... addresses) {
    Sha256 token = Sha256.of(node.text().getBytes(StandardCharsets.UTF_8));
    store.invite(node, token, Nodes.NOON.plusSeconds(60), ACT);
    NodePublicKey key = NodeKey.generate(new SecureRandom()).known();
    store.firstContact(node, key, token, Nodes.NOON);
    store.hear(Nodes.heartbeat(node, 1, 1, List.of(addresses)), Nodes.NOON);
  }

  private Set<String> primaries() {
    return primaries(live);
  }

  private static Set<String> primaries(LiveDirectory live) {
    return live.snapshot().openCollectors().stream()
        .map(collector -> collector.primary().address())
        .collect(Collectors.toSet());
  }

  private void awaitPrimaries(String... expected) {
    await().atMost(SOON).until(() -> primaries().equals(Set.of(expected)));
  }
}
