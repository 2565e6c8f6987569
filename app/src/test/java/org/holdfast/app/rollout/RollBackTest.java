package org.holdfast.app.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.app.config.RolloutConfig;
import org.holdfast.app.rollout.Rollout.Phase;
import org.holdfast.app.rollout.Rollout.Stage;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a roll-back does with nodes whose command was killed at an odd moment. The nodes' admin
/// listeners say what the test has them say.
class RollBackTest {
  private static final Rollout KILLED =
      Rollout.begin("r1", "/releases/2", List.of("n1", "n2", "n3"));
  private static final Pace NO_WAITING =
      new Pace() {
        private long nanos;

        @Override
        public long nanos() {
          return nanos;
        }

        @Override
        public void pause(Duration duration) {
          nanos += duration.toNanos();
        }
      };

  @TempDir Path directory;
  private final Map<String, String> jobs = new ConcurrentHashMap<>();
  private final List<String> orders = Collections.synchronizedList(new ArrayList<>());
  private final List<String> said = new ArrayList<>();
  private volatile String refused = "";
  private SqlFleetStore store;
  private EdgeServer admin;

  @BeforeEach
  void start() throws Exception {
    Path token = Files.writeString(directory.resolve("admin.token"), "0123456789abcdef");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    store = SqlFleetStore.openSqlite(directory.resolve("fleet.sqlite"));
    Routes routes =
        Routes.builder()
            .get("/{node}/upgrades/{id}", request -> state(job(request)))
            .put("/{node}/upgrades/{id}", this::order)
            .build();
    admin =
        EdgeServer.start(
            List.of(ListenerOptions.http("admin", "127.0.0.1", 0)),
            routes,
            new SimpleMeterRegistry());
  }

  @AfterEach
  void stop() {
    admin.close();
    store.close();
  }

  @Test
  @DisplayName("killed between the note of an order and the order: that node is left as it is")
  void nodeThatWasNeverToldIsLeftAsItIs() throws Exception {
    killedAt(KILLED.with("n1", Stage.UPGRADED).with("n2", Stage.UPGRADING));
    jobs.put("n1 r1", "done");

    assertThat(rollBack()).isTrue();
    assertThat(orders).containsExactly("n1 r1.back1 {\"back_of\":\"r1\"}");
    assertThat(said).contains("fleet: n2 runs what it ran before");
    assertThat(kept().phase()).isEqualTo(Phase.ROLLED_BACK);
    assertThat(kept().at(Stage.BACK)).containsExactly("n1", "n2");
    assertThat(kept().at(Stage.WAITING)).containsExactly("n3");
  }

  @Test
  @DisplayName("killed on the way back: it is not gone twice")
  void wayBackIsNotGoneTwice() throws Exception {
    killedAt(
        KILLED
            .with("n1", Stage.UPGRADED)
            .with("n2", Stage.BACK)
            .with(Phase.BACK, "taken back by an operator"));
    jobs.put("n1 r1", "done");
    jobs.put("n1 r1.back1", "done");

    assertThat(rollBack()).isTrue();
    assertThat(orders).as("the same order, which changes nothing").hasSize(1);
    assertThat(orders.getFirst()).startsWith("n1 r1.back1 ");
    assertThat(kept().phase()).isEqualTo(Phase.ROLLED_BACK);
  }

  @Test
  @DisplayName("who cannot go back is named, keeps nobody else, and can be tried again")
  void nodeThatCannotGoBackIsNamedAndTriedAgain() throws Exception {
    killedAt(KILLED.with("n1", Stage.UPGRADED).with("n2", Stage.UPGRADED));
    jobs.putAll(Map.of("n1 r1", "done", "n2 r1", "done"));
    refused = "n2";
    assertThat(rollBack()).isFalse();
    assertThat(said).anyMatch(line -> line.startsWith("fleet: not rolled back: n2"));
    assertThat(kept().phase()).isEqualTo(Phase.STUCK);
    assertThat(kept().at(Stage.BACK)).containsExactly("n1");

    refused = "";
    orders.clear();
    assertThat(rollBack()).isTrue();
    assertThat(orders).containsExactly("n2 r1.back2 {\"back_of\":\"r1\"}");
    assertThat(store.history(3))
        .extracting(entry -> entry.before() + " -> " + entry.after())
        .containsExactly(
            "BACK -> ROLLED_BACK", "STUCK -> BACK", "unfinished or none -> STUCK /releases/2");
  }

  private static String job(Request request) {
    return request.pathParameter("node") + " " + request.pathParameter("id");
  }

  private Reply state(String job) {
    String state = jobs.get(job);
    return state == null
        ? Reply.json(404, "{}")
        : Reply.json(200, "{\"state\":\"%s\",\"lines\":[]}".formatted(state));
  }

  /// Carried out at once; an order that was given before changes nothing.
  private Reply order(Request request) {
    String job = job(request);
    orders.add(job + " " + new String(request.body(), UTF_8));
    jobs.putIfAbsent(job, request.pathParameter("node").equals(refused) ? "failed" : "done");
    return Reply.json(202, "{\"state\":\"%s\",\"lines\":[]}".formatted(jobs.get(job)));
  }

  private void killedAt(Rollout rollout) {
    assertThat(store.keepRollout(store.rollout().turn(), rollout.text())).isTrue();
  }

  private Rollout kept() {
    return Rollout.parse(store.rollout().state()).orElseThrow();
  }

  private boolean rollBack() throws InterruptedException {
    List<RolloutConfig.Node> nodes =
        KILLED.steps().stream()
            .map(
                step ->
                    new RolloutConfig.Node(
                        step.node(),
                        URI.create(admin.url("admin") + "/" + step.node()),
                        directory.resolve("admin.token")))
            .toList();
    return new FleetUpgrade(
            new RolloutConfig(nodes, 10, Duration.ofSeconds(1)),
            store,
            "test",
            Clock.systemUTC(),
            new Random(1),
            said::add,
            NO_WAITING)
        .rollBack();
  }
}
