package org.holdfast.app.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.control.ControlRefusedException;
import org.holdfast.app.control.ControlSession;
import org.holdfast.app.control.ControlSocket;
import org.holdfast.app.control.ProcessIdentity;
import org.holdfast.model.id.FleetKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

  private boolean upgrade() throws Exception {
    Path config =
        Files.writeString(
            data.resolve("holdfast.yaml"),
            "data: '%s'\nroles: [api]\nupgrade: {ready-within: 2s, watch: 300ms}\n"
                .formatted(data));
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

  private ObjectNode successorStatus() {
    ProcessIdentity own = ProcessIdentity.own();
    ProcessIdentity earlier = new ProcessIdentity(own.boot(), own.pid(), own.start() - 1);
    ObjectNode status = JsonNodeFactory.instance.objectNode().put("pid", 4711);
    if (successorRuns) {
      status.put("successor_of", own.pid());
      status.put("predecessor", (successorIsStale ? earlier : own).toString());
    }
    status.putArray("waits_for");
    return status;
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
        throw new AssertionError("its answer is lost: " + ask);
      }
      ObjectNode status = JsonNodeFactory.instance.objectNode();
      status.put("pid", ProcessHandle.current().pid()).put("phase", phase);
      status.put("instance", ProcessIdentity.own().toString());
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
