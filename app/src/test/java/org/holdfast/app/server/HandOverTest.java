package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.control.ControlRefusedException;
import org.holdfast.app.control.ControlSession;
import org.holdfast.app.control.ControlSocket;
import org.holdfast.app.role.PipelineRole;
import org.holdfast.app.systemd.SystemdNotify;
import org.holdfast.edge.NoRoom;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Routes;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.pipeline.block.Blocklist;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a process refuses when it is asked to hand over, and why, with listeners that are real.
final class HandOverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path data;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final BusyMachine machine = new BusyMachine(Duration.ofMillis(100));
  private EdgeServer listeners;
  private EdgeServer admin;
  private ConfigFile.Loaded config;
  private SuccessorAccess access;
  private ControlSocket socket;
  private HandOver handOver;

  @BeforeEach
  void open() throws Exception {
    List<Integer> ports = FreePorts.pick(2);
    config =
        ConfigFile.parse(
            "test.yaml",
            """
            data: '%s'
            journal: {reserve: 1MiB}
            listeners: [{name: public, address: '127.0.0.1:%d'}]
            admin: {address: '127.0.0.1:%d'}
            """
                .formatted(data, ports.get(0), ports.get(1)));
    listeners = listen(config, false);
    admin = listen(config, true);
    access = new SuccessorAccess(data, SystemdNotify.from(Map.of()));
    handOver = handOver(Optional.empty(), machine);
    socket = ControlSocket.open(data, handOver::openSession);
    access.own(socket);
  }

  private EdgeServer listen(ConfigFile.Loaded config, boolean forOperators) throws Exception {
    return EdgeServer.start(
        forOperators
            ? List.of(Listeners.admin(config.config()))
            : Listeners.open(
                config.config(),
                name -> {
                  throw new AssertionError(name);
                }),
        Routes.builder()
            .get("/fails", _ -> Refusal.framework(500, "it fails").toReply())
            .get("/defers", _ -> refusal(NoRoom.BUSY).toReply())
            .get("/lacks", _ -> refusal("catalogue-away").toReply())
            .build(),
        meters);
  }

  private HandOver handOver(Optional<PipelineRole> pipeline, BusyMachine busy) {
    HandOverStatus status =
        new HandOverStatus(
            config.config(),
            new BuildInfo("1", "x"),
            new Readiness(),
            meters,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new HandOver(
        new Running(listeners, admin, pipeline), status, new StopSignal(), access, busy);
  }

  @AfterEach
  void close() throws Exception {
    socket.close();
    listeners.close();
    admin.close();
  }

  @Test
  void switchThatTheKernelRefusesIsToldAndTakenBack() throws Exception {
    try (ControlSession upgrade = handOver.openSession()) {
      assertThat(ask(upgrade, "prepare").has("not_steered")).isFalse();
      // What has no listening socket any more, the kernel cannot steer.
      admin.finishHandOver();

      assertThatThrownBy(() -> ask(upgrade, "hand-over"))
          .isInstanceOf(ControlRefusedException.class)
          .hasMessageContaining("new connections cannot be left to the successor")
          .hasMessageContaining("no socket of this process listens on port");
    }

    assertThat(ask(handOver.openSession(), "status").path("phase").stringValue(""))
        .isEqualTo("SERVING");
    assertThat(ask(handOver.openSession(), "status").path("not_steered").stringValue(""))
        .contains("no socket of this process listens");
  }

  @Test
  @DisplayName("a process knows that a successor starts beside it, until nothing comes of that")
  void theMachineIsBusyWhileASuccessorStarts() throws Exception {
    assertThat(machine.isBusy()).isFalse();
    try (ControlSession upgrade = handOver.openSession()) {
      ask(upgrade, "prepare");
      assertThat(machine.isBusy()).isTrue();
    }
    await().atMost(PATIENCE).until(() -> !machine.isBusy());
  }

  /// As the unsteered hand-over of a kernel without the means: the two share what comes.
  @Test
  void whatCannotBeSteeredFromTheStartIsHandedOverAllTheSame() throws Exception {
    admin.finishHandOver();
    try (ControlSession upgrade = handOver.openSession()) {
      assertThat(ask(upgrade, "prepare").path("not_steered").stringValue(""))
          .contains("no socket of this process listens");
      assertThat(ask(upgrade, "hand-over").path("phase").stringValue("")).isEqualTo("HANDED_OVER");
    }
    assertThat(ask(handOver.openSession(), "status").path("phase").stringValue(""))
        .isEqualTo("SERVING");
  }

  @Test
  void endOfAnAbandonedUpgradeIsNotTakenForTheEndOfTheNext() throws Exception {
    BusyMachine settlesAtOnce = new BusyMachine(Duration.ZERO);
    HandOver again = handOver(Optional.empty(), settlesAtOnce);
    for (int i = 0; i < 300; i++) {
      try (ControlSession upgrade = again.openSession()) {
        ask(upgrade, "prepare");
        Thread.yield();
        assertThat(settlesAtOnce.isBusy()).as("upgrade %d", i).isTrue();
      }
    }
  }

  @Test
  @DisplayName("how far it is can be asked, and it speaks for the machine, while the pipeline ends")
  void stateIsToldWhileThePipelineLetsGo() throws Exception {
    try (OpenResources open = new OpenResources()) {
      PipelineRole pipeline = pipeline(open);
      HandOver handing = handOver(Optional.of(pipeline), machine);
      ControlSession upgrade = handing.openSession();
      ask(upgrade, "prepare");
      CompletableFuture<String> answer;
      // As a step of it does that takes its time.
      synchronized (pipeline) {
        answer =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return phase(ask(upgrade, "hand-over"));
                  } catch (ControlRefusedException e) {
                    return e.why();
                  }
                });
        await().atMost(PATIENCE).until(() -> phase(handing.describe()).equals("HANDED_OVER"));
        assertThat(handing.isTheOneThatServes()).isTrue();
        assertThat(handing.isCurrent()).isTrue();
        assertThat(answer).isNotDone();
      }
      assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("HANDED_OVER");
      upgrade.close();
    }
  }

  private PipelineRole pipeline(OpenResources open) throws Exception {
    StopSignal stop = new StopSignal();
    Waiting waiting = new Waiting(new Readiness(), stop);
    Storage storage = Storage.open(config.config(), open, waiting, stop, Clock.systemUTC(), meters);
    return open.add(
        PipelineRole.start(
            config.config(),
            false,
            storage.journal(),
            storage.catalogue(),
            storage.archive(),
            () -> Blocklist.EMPTY,
            Clock.systemUTC(),
            meters));
  }

  @Test
  @DisplayName("503 for want of room is told apart from 503 of a server that lacks something")
  void deferralsAreToldApartFromOtherFailures() throws Exception {
    for (String path : List.of("/fails", "/defers", "/lacks", "/defers", "/nothing")) {
      var _ =
          WireConnection.once(
              Target.of(listeners.url("public")), WireRequest.of("GET", path).header("Host", "x"));
    }
    await().atMost(PATIENCE).until(() -> handOver.describe().path("answers").intValue(0) == 5);
    assertThat(handOver.describe().path("failures").intValue(0)).isEqualTo(4);
    assertThat(handOver.describe().path("deferred").intValue(0)).isEqualTo(2);
  }

  private static Refusal refusal(String reason) {
    return Refusal.unavailable("come back later", reason, Duration.ofSeconds(5));
  }

  @Test
  void whoeverHasNotPreparedAnUpgradeOwnsNone() throws Exception {
    try (ControlSession upgrade = handOver.openSession();
        ControlSession other = handOver.openSession()) {
      ask(upgrade, "prepare");

      for (String step : List.of("hand-over", "start-successor", "share", "leave")) {
        assertThatThrownBy(() -> ask(other, step))
            .as(step)
            .isInstanceOf(ControlRefusedException.class)
            .hasMessage("this session has not come so far");
      }
      assertThatThrownBy(() -> ask(other, "prepare")).hasMessage("another upgrade is under way");
      ask(other, "take-back");
      assertThat(ask(upgrade, "status").path("phase").stringValue("")).isEqualTo("PREPARED");
    }
  }

  @Test
  void stepsOutOfTheirOrderAreRefused() throws Exception {
    try (ControlSession upgrade = handOver.openSession()) {
      assertThatThrownBy(() -> ask(upgrade, "hand-over")).hasMessageContaining("not come so far");
      assertThatThrownBy(() -> ask(upgrade, "step-down"))
          .hasMessageContaining("nobody's successor");
      assertThatThrownBy(() -> ask(upgrade, "dance")).hasMessageContaining("does not know 'dance'");
      ask(upgrade, "prepare");
      assertThatThrownBy(() -> ask(upgrade, "leave")).hasMessageContaining("not come so far");
      assertThatThrownBy(() -> upgrade.answer("share", request().put("percent", 101)))
          .hasMessageContaining("'percent' is not from 0 to 100");
      assertThatThrownBy(
              () ->
                  upgrade.answer(
                      "start-successor", request().put("to", data.resolve("nothing").toString())))
          .hasMessageContaining("a successor cannot be started");
      ask(upgrade, "take-back");
    }
    await().atMost(PATIENCE).ignoreExceptions().until(() -> preparesAgain());
  }

  private boolean preparesAgain() throws ControlRefusedException {
    try (ControlSession next = handOver.openSession()) {
      return ask(next, "prepare").path("phase").stringValue("").equals("PREPARED");
    }
  }

  private static String phase(ObjectNode status) {
    return status.path("phase").stringValue("");
  }

  private static ObjectNode ask(ControlSession session, String what)
      throws ControlRefusedException {
    return session.answer(what, request());
  }

  private static ObjectNode request() {
    return JsonNodeFactory.instance.objectNode();
  }
}
