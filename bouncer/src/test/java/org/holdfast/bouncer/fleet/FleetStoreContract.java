package org.holdfast.bouncer.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.bouncer.fleet.FleetStore.FirstContact;
import org.holdfast.bouncer.fleet.FleetStore.Hearing;
import org.holdfast.bouncer.fleet.fixture.Nodes;
import org.holdfast.model.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store of the directory does. Two of them are open on the same database throughout, as
/// two bouncers have it.
public abstract class FleetStoreContract {
  private static final Sha256 TOKEN = Sha256.of(new byte[] {1});
  private static final Sha256 OTHER_TOKEN = Sha256.of(new byte[] {2});
  private static final Act ACT = new Act("alice", Nodes.NOON, "more room");

  private final NodePublicKey key = NodeKey.generate(new SecureRandom()).known();
  private final NodePublicKey otherKey = NodeKey.generate(new SecureRandom()).known();
  private FleetStore store;
  private FleetStore other;

  /// A store on a database of this test's own.
  protected abstract FleetStore open() throws Exception;

  /// Another one on the same database.
  protected abstract FleetStore openAgain() throws Exception;

  @BeforeEach
  void openBoth() throws Exception {
    store = open();
    other = openAgain();
  }

  @AfterEach
  void closeBoth() {
    store.close();
    other.close();
  }

  @Test
  void rolloutIsKeptByWhoeverKnowsItsTurn() {
    RolloutStore here = (RolloutStore) store;
    RolloutStore there = (RolloutStore) other;
    RolloutStore.Kept before = there.rollout();
    assertThat(before).isEqualTo(new RolloutStore.Kept(0, ""));

    assertThat(here.keepRollout(0, "first")).isTrue();
    assertThat(there.keepRollout(0, "second")).isFalse();
    assertThat(there.rollout()).isEqualTo(new RolloutStore.Kept(1, "first"));
    assertThat(there.keepRollout(1, "second")).isTrue();
    assertThat(here.rollout()).isEqualTo(new RolloutStore.Kept(2, "second"));

    here.noteRollout("r1", "forward", "done", ACT);
    assertThat(other.history(1))
        .containsExactly(new HistoryEntry(1, ACT, "upgrade", "r1", "forward", "done"));
  }

  @Test
  void tokenLetsOneKeyInOnce() {
    store.invite(Nodes.C1, TOKEN, Nodes.NOON.plusSeconds(60), ACT);

    assertThat(other.firstContact(Nodes.C1, key, TOKEN, Nodes.NOON)).isEqualTo(FirstContact.DONE);

    assertThat(store.find(Nodes.C1).flatMap(KnownNode::publicKey)).contains(key);
    assertThat(store.firstContact(Nodes.C1, otherKey, TOKEN, Nodes.NOON))
        .isEqualTo(FirstContact.WRONG_TOKEN);
    assertThat(store.find(Nodes.C1).flatMap(KnownNode::publicKey)).contains(key);
  }

  @Test
  void lostAnswerOfAFirstContactCanBeAskedForAgain() {
    store.invite(Nodes.C1, TOKEN, Nodes.NOON.plusSeconds(60), ACT);
    store.firstContact(Nodes.C1, key, TOKEN, Nodes.NOON);

    assertThat(store.firstContact(Nodes.C1, key, TOKEN, Nodes.NOON)).isEqualTo(FirstContact.DONE);
  }

  @Test
  void wrongOrOldTokenOrUnknownNodeIsRefused() {
    store.invite(Nodes.C1, TOKEN, Nodes.NOON.plusSeconds(60), ACT);

    assertThat(store.firstContact(Nodes.C1, key, OTHER_TOKEN, Nodes.NOON))
        .isEqualTo(FirstContact.WRONG_TOKEN);
    assertThat(store.firstContact(Nodes.C1, key, TOKEN, Nodes.NOON.plusSeconds(61)))
        .isEqualTo(FirstContact.EXPIRED);
    assertThat(store.firstContact(Nodes.C2, key, TOKEN, Nodes.NOON))
        .isEqualTo(FirstContact.UNKNOWN_NODE);
    assertThat(store.find(Nodes.C1).flatMap(KnownNode::publicKey)).isEmpty();
  }

  @Test
  void newTokenReplacesAKeyOnlyWhenItIsUsed() {
    store.invite(Nodes.C1, TOKEN, Nodes.NOON.plusSeconds(60), ACT);
    store.firstContact(Nodes.C1, key, TOKEN, Nodes.NOON);
    store.invite(Nodes.C1, OTHER_TOKEN, Nodes.NOON.plusSeconds(60), ACT);

    assertThat(store.find(Nodes.C1).flatMap(KnownNode::publicKey)).contains(key);
    store.firstContact(Nodes.C1, otherKey, OTHER_TOKEN, Nodes.NOON);
    assertThat(other.find(Nodes.C1).flatMap(KnownNode::publicKey)).contains(otherKey);
  }

  @Test
  void heartbeatsCountOnlyInTheirOrder() {
    enrol(Nodes.C1);

    assertThat(store.hear(Nodes.heartbeat(Nodes.C1, 5, 7), Nodes.NOON)).isEqualTo(Hearing.HEARD);
    assertThat(other.hear(Nodes.heartbeat(Nodes.C1, 5, 7), Nodes.NOON)).isEqualTo(Hearing.STALE);
    assertThat(other.hear(Nodes.heartbeat(Nodes.C1, 5, 6), Nodes.NOON)).isEqualTo(Hearing.STALE);
    assertThat(other.hear(Nodes.heartbeat(Nodes.C1, 4, 99), Nodes.NOON)).isEqualTo(Hearing.STALE);
    assertThat(other.hear(Nodes.heartbeat(Nodes.C1, 6, 1), Nodes.NOON)).isEqualTo(Hearing.HEARD);
    assertThat(store.read().nodes().getFirst().last()).contains(Nodes.heartbeat(Nodes.C1, 6, 1));
  }

  @Test
  void oneOfSeveralBouncersKeepsAHeartbeatThatAllOfThemHear() throws Exception {
    enrol(Nodes.C1);
    List<Callable<Hearing>> hearings = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      FleetStore one = i % 2 == 0 ? store : other;
      hearings.add(() -> one.hear(Nodes.heartbeat(Nodes.C1, 1, 1), Nodes.NOON));
    }

    List<Hearing> heard = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (Future<Hearing> hearing : threads.invokeAll(hearings)) {
        heard.add(hearing.get());
      }
    }

    assertThat(heard).containsOnlyOnce(Hearing.HEARD);
  }

  @Test
  void verdictsOfAnObserverReplaceItsEarlierOnes() {
    enrol(Nodes.C1);
    Verdict well = new Verdict("collector https https://a", "b1", Nodes.C1, 1, true, "", 4);
    Verdict ill = new Verdict("collector https https://a", "b2", Nodes.C1, 1, false, "refused", 9);
    store.say("b1", 3, Optional.of(List.of(ill, new Verdict("x", "b1", Nodes.C1, 1, true, "", 3))));

    store.say("b1", 4, Optional.of(List.of(well)));
    other.say("b2", 8, Optional.of(List.of(ill)));
    other.say("b2", 9, Optional.empty());

    assertThat(store.read().verdicts()).containsExactly(well, ill);
  }

  @Test
  void observersThatAreGoneAreForgotten() {
    enrol(Nodes.C1);
    long day = Duration.ofDays(1).toMillis();
    store.say("b1", 5, Optional.of(List.of(new Verdict("x", "b1", Nodes.C1, 1, true, "", 5))));

    Verdict later = new Verdict("x", "b2", Nodes.C1, 1, true, "", day + 6);
    store.say("b2", day + 6, Optional.of(List.of(later)));

    assertThat(store.read().verdicts()).containsExactly(later);
  }

  @Test
  void whatOperatorsDoIsKeptWithBeforeAndAfter() {
    enrol(Nodes.C1);

    assertThat(store.want(Nodes.C1, Wanted.DRAINED, ACT)).contains(Wanted.SERVING);
    assertThat(other.want(Nodes.C1, Wanted.SERVING, ACT)).contains(Wanted.DRAINED);
    assertThat(store.pin("web_connectivity", Optional.of(Nodes.C1), ACT)).isEmpty();
    assertThat(other.pin("web_connectivity", Optional.empty(), ACT)).contains(Nodes.C1);
    assertThat(store.want(Nodes.C2, Wanted.RETIRED, ACT)).isEmpty();

    assertThat(store.history(10))
        .extracting(entry -> entry.action() + " " + entry.before() + " " + entry.after())
        .containsExactly(
            "pin c1 any",
            "pin any c1",
            "want drained serving",
            "want serving drained",
            "enrol unknown serving");
    assertThat(store.history(1).getFirst().act()).isEqualTo(ACT);
    assertThat(store.read().pins()).isEmpty();
  }

  private void enrol(NodeName node) {
    store.invite(node, TOKEN, Nodes.NOON.plus(Duration.ofHours(1)), ACT);
    store.firstContact(node, key, TOKEN, Nodes.NOON);
  }
}
