package org.holdfast.app.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.control.ControlRefusedException;
import org.holdfast.app.control.ControlSession;
import org.holdfast.app.control.ControlSocket;
import org.holdfast.app.control.ProcessIdentity;
import org.holdfast.model.id.FleetKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the command claims when something goes wrong between it and the processes: two that answer
/// over real control sockets and do nothing else.
@Timeout(60)
final class OutcomeTest {
  @TempDir Path data;

  private final Set<String> broken = ConcurrentHashMap.newKeySet();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final List<String> said = new ArrayList<>();
  private volatile String phase = "SERVING";
  private volatile boolean successorRuns;
  private volatile boolean successorIsStale;
  private volatile Optional<String> privateUrl = Optional.empty();

  /// What the successor says about itself once it has everything.
  private volatile Consumer<ObjectNode> atWork = _ -> {};

  private volatile Consumer<ObjectNode> predecessorSays = _ -> {};

  /// Whose end is the predecessor's; this process otherwise.
  private volatile Optional<Process> mortal = Optional.empty();

  private ControlSocket predecessor;
  private ControlSocket successor;

  @BeforeEach
  void open() throws Exception {
    predecessor = ControlSocket.open(data, Predecessor::new);
    successor = ControlSocket.open(data, Follows::new);
    predecessor.becomeCurrentIfNobodyIs();
  }

  @AfterEach
  void close() throws Exception {
    successor.close();
    predecessor.close();
  }

  @Test
  void successorThatTakesOverIsTheOutcome() throws Exception {
    assertThat(upgrade()).isTrue();
    assertThat(said()).contains("upgrade: done");
  }

  @Test
  void lostAnswerToLeaveIsNoRollBack() throws Exception {
    broken.add("leave");

    assertThat(upgrade()).isTrue();
    assertThat(said()).contains("failed:", "and yet done").doesNotContain("rolled back");
  }

  @Test
  void lostAnswerToHandOverIsTakenBack() throws Exception {
    broken.add("hand-over");

    assertThat(upgrade()).isFalse();
    assertThat(said()).contains("failed:", "rolled back").doesNotContain("done");
    assertThat(phase).isEqualTo("SERVING");
  }

  @Test
  void problemAtTheSwitchIsToldAndTakenBack() throws Exception {
    refused.add("hand-over");

    assertThat(upgrade()).isFalse();
    assertThat(said()).contains("failed: the kernel does not want to", "rolled back");
  }

  /// I11: as a release does that does not know how to share.
  @Test
  void predecessorThatCannotShareHandsOverAllTheSame() throws Exception {
    refused.add("share");

    assertThat(upgrade()).isTrue();
    assertThat(said()).contains("does not get a part", "upgrade: done");
  }

  @Test
  void successorOfAnEarlierProcessWithTheSameIdIsNotTakenForTheNewOne() throws Exception {
    successorIsStale = true;

    assertThat(upgrade()).isFalse();
    assertThat(said()).contains("was not ready within 2s");
  }

  /// The new process serves, and yet nobody has seen to it that all went well.
  @Test
  void deathOfThePredecessorIsAFailureAndSaysWhoServes() throws Exception {
    Process dying = new ProcessBuilder("sleep", "1000").start();
    try {
      mortal = Optional.of(dying);
      broken.add("hand-over");

      assertThat(upgrade()).isFalse();
      assertThat(said())
          .contains("predecessor " + dying.pid() + " is gone, and process 4711 serves in its place")
          .doesNotContain("done");
    } finally {
      dying.destroyForcibly();
    }
  }

  @Test
  @DisplayName("a release whose pipeline does nothing is found out after it has taken over")
  void canaryThatDoesNotComeThroughTheSuccessorsPipelineIsARollBack() throws Exception {
    HttpServer reading = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    reading.createContext("/", this::answerCanary);
    reading.start();
    try {
      privateUrl = Optional.of("http://127.0.0.1:" + reading.getAddress().getPort());

      assertThat(upgrade("[collector, pipeline]")).isFalse();
      assertThat(said())
          .contains(
              "canary c came through the successor",
              "new connections go to the successor",
              "a canary measurement was acknowledged as c and could not be read within",
              "rolled back");
      assertThat(phase).isEqualTo("SERVING");
    } finally {
      reading.stop(0);
    }
  }

  /// Canaries arrive as long as the predecessor's pipeline runs.
  private void answerCanary(HttpExchange exchange) throws IOException {
    boolean looksFor = exchange.getRequestURI().getPath().startsWith("/canary/");
    byte[] answer = "{\"measurement_uid\":\"c\"}".getBytes(UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(
        looksFor && phase.equals("HANDED_OVER") ? 404 : 200, answer.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(answer);
    }
  }

  @Test
  void successorThatAnswersWithErrorsOfItsOwnIsARollBack() throws Exception {
    atWork = status -> status.put("answers", 100).put("failures", 20).put("deferred", 10);

    assertThat(upgrade()).isFalse();
    assertThat(said())
        .contains("10 of 100 answers of the successor were errors of its own", "rolled back");
    assertThat(phase).isEqualTo("SERVING");
  }

  @Test
  void overloadedMachineThatDefersMostIsNoRollBack() throws Exception {
    atWork = status -> status.put("answers", 1000).put("failures", 801).put("deferred", 800);

    assertThat(upgrade()).isTrue();
  }

  @Test
  void successorThatOnlyDefersWhereThePredecessorDidNotIsARollBack() throws Exception {
    predecessorSays = answersWhile("HANDED_OVER", 500, 100, 90);
    atWork = status -> status.put("answers", 60).put("failures", 60).put("deferred", 60);

    assertThat(upgrade()).isFalse();
    assertThat(said())
        .contains(
            "60 of 60 answers of the successor were 503, and 90 of 500 of the predecessor's",
            "rolled back");
  }

  @Test
  void fullDiskUnderBothIsNoRollBack() throws Exception {
    predecessorSays = answersWhile("HANDED_OVER", 500, 490, 490);
    atWork = status -> status.put("answers", 60).put("failures", 60).put("deferred", 60);

    assertThat(upgrade()).isTrue();
  }

  @Test
  void successorThatDoesNotComeToFullWorkIsARollBack() throws Exception {
    atWork = status -> status.putArray("waits_for").add("catalogue: it is away");

    assertThat(upgrade()).isFalse();
    assertThat(said())
        .contains(
            "new connections go to the successor",
            "does not come to full work: it waits for catalogue: it is away",
            "rolled back");
  }

  @Test
  void successorThatDoesNotGetThePipelineIsARollBack() throws Exception {
    atWork = status -> status.put("pipeline", false);

    assertThat(upgrade()).isFalse();
    assertThat(said()).contains("does not come to full work: it waits for the pipeline");
  }

  @Test
  void whereNewConnectionsCannotBeSteeredTheCostIsSaidAndNothingIsWarmedUp() throws Exception {
    predecessorSays = status -> status.put("not_steered", "the kernel has no such filter");

    assertThat(upgrade()).isTrue();
    assertThat(said())
        .contains(
            "new connections cannot be steered, and the two will share them:"
                + " the kernel has no such filter",
            MigrateRequests.cost(),
            "upgrade: done")
        .doesNotContain("percent of new connections");
  }

  private Consumer<ObjectNode> answersWhile(
      String when, long answers, long failures, long deferred) {
    return status -> {
      if (phase.equals(when)) {
        status.put("answers", answers).put("failures", failures).put("deferred", deferred);
      }
    };
  }

  private boolean upgrade() throws Exception {
    return upgrade("[api]");
  }

  private boolean upgrade(String roles) throws Exception {
    Path config =
        Files.writeString(
            data.resolve("holdfast.yaml"),
            "data: '%s'\nroles: %s\nupgrade: {ready-within: 2s, watch: 300ms}\n"
                .formatted(data, roles));
    return new Upgrade(
            ConfigFile.read(config).config(),
            Optional.empty(),
            Optional.empty(),
            new FleetKey(new SecureRandom().generateSeed(32)),
            said::add)
        .run();
  }

  private String said() {
    return String.join("\n", said);
  }

  private final class Follows implements ControlSession {
    @Override
    public ObjectNode answer(String ask, ObjectNode request) {
      return successorStatus();
    }

    @Override
    public void close() {
      // Nothing ends with a session.
    }
  }

  private ProcessIdentity identity() {
    return mortal
        .map(process -> ProcessIdentity.of(process.pid()).orElseThrow())
        .orElseGet(ProcessIdentity::own);
  }

  private ObjectNode successorStatus() {
    ObjectNode status = JsonNodeFactory.instance.objectNode().put("pid", 4711);
    privateUrl.ifPresent(url -> status.put("private", url));
    status.putArray("waits_for");
    if (phase.equals("HANDED_OVER")) {
      atWork.accept(status);
    }
    return mortal.filter(process -> !process.isAlive()).isPresent() ? status : asFollower(status);
  }

  private ObjectNode asFollower(ObjectNode status) {
    ProcessIdentity own = identity();
    ProcessIdentity earlier = new ProcessIdentity(own.boot(), own.pid(), own.start() - 1);
    if (successorRuns) {
      status.put("successor_of", own.pid());
      status.put("predecessor", (successorIsStale ? earlier : own).toString());
    }
    return status;
  }

  /// Its successor becomes the current process by itself.
  private void dies(Process process) {
    try {
      process.destroyForcibly().waitFor();
      successor.becomeCurrent();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Predecessor implements ControlSession {
    private boolean owns;

    @Override
    public ObjectNode answer(String ask, ObjectNode request) throws ControlRefusedException {
      if (refused.contains(ask)) {
        throw new ControlRefusedException("the kernel does not want to");
      }
      switch (ask) {
        case "prepare" -> {
          owns = true;
          phase = "PREPARED";
        }
        case "start-successor" -> successorRuns = true;
        case "hand-over" -> phase = "HANDED_OVER";
        case "leave" -> {
          owns = false;
          phase = "LEAVING";
        }
        default -> {
          // Asks for nothing that changes something.
        }
      }
      if (broken.contains(ask)) {
        mortal.ifPresent(OutcomeTest.this::dies);
        throw new AssertionError("its answer is lost: " + ask);
      }
      ObjectNode status = JsonNodeFactory.instance.objectNode();
      status.put("pid", identity().pid()).put("phase", phase);
      status.put("instance", identity().toString());
      predecessorSays.accept(status);
      return successorRuns ? status.put("successor", 4711) : status;
    }

    @Override
    public void close() {
      if (owns) {
        phase = "SERVING";
        successorRuns = false;
      }
    }
  }
}
