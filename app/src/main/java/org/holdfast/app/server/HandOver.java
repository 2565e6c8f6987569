package org.holdfast.app.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.app.control.ControlRefusedException;
import org.holdfast.app.control.ControlSession;
import org.holdfast.app.role.PipelineRole;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// A process's part in an upgrade, whichever of the two it is: how far it has come, and what it
/// lets go of and takes back. [HandOverSession] shows what can be asked.
///
/// One session at a time owns an upgrade. If it ends before `leave`, however it ends, what was
/// handed over is taken back: an upgrade whose command is killed leaves the predecessor serving.
final class HandOver {
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

  /// Connections that were on their way to the successor when they were steered back arrive.
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private enum Phase {
    SERVING,
    PREPARED,
    HANDED_OVER,
    LEAVING
  }

  private final Running running;
  private final HandOverStatus status;
  private final StopSignal stop;
  private final SuccessorAccess access;
  private final BusyMachine machine;
  private Phase phase = Phase.SERVING;
  private Optional<String> notSteered = Optional.empty();
  private @Nullable ControlSession owner;
  private @Nullable SuccessorProcess successor;

  /// @param access makes this process the current one, and reaches its successor
  /// @param machine is told when an upgrade begins and ends
  HandOver(
      Running running,
      HandOverStatus status,
      StopSignal stop,
      SuccessorAccess access,
      BusyMachine machine) {
    this.running = running;
    this.status = status;
    this.stop = stop;
    this.access = access;
    this.machine = machine;
    if (status.isSuccessor()) {
      machine.begin();
    }
  }

  ControlSession openSession() {
    return new HandOverSession(this);
  }

  /// Whether this process is the one that serves, rather than the other one of an upgrade.
  synchronized boolean isTheOneThatServes() {
    return !status.isSuccessor() && (phase == Phase.SERVING || phase == Phase.PREPARED);
  }

  synchronized ObjectNode describe() {
    ObjectNode answer = status.describe(running).put("phase", phase.name());
    notSteered.ifPresent(why -> answer.put("not_steered", why));
    if (successor != null) {
      answer.put("successor", successor.pid());
      successor.exitCode().ifPresent(code -> answer.put("successor_exit", code));
    }
    return answer;
  }

  synchronized ObjectNode prepare(ControlSession session) throws ControlRefusedException {
    if (phase != Phase.SERVING || successor != null) {
      throw new ControlRefusedException("another upgrade is under way");
    }
    if (status.isSuccessor()) {
      throw new ControlRefusedException("this process has not taken over itself yet");
    }
    status.checkPortsAreFixed();
    notSteered = running.keepNewConnections();
    owner = session;
    machine.begin();
    phase = Phase.PREPARED;
    return describe();
  }

  synchronized ObjectNode startSuccessor(ControlSession session, ObjectNode request)
      throws ControlRefusedException {
    check(session, Phase.PREPARED);
    if (successor != null) {
      throw new ControlRefusedException("a successor was started already");
    }
    Optional<Path> to = text(request, "to").map(Path::of);
    try {
      successor = SuccessorProcess.start(to, text(request, "config"));
    } catch (IOException e) {
      throw new ControlRefusedException("a successor cannot be started: " + e.getMessage());
    }
    return describe();
  }

  synchronized ObjectNode handOver(ControlSession session) throws ControlRefusedException {
    check(session, Phase.PREPARED);
    LOG.info("Handing over to process {}", successor == null ? "" : successor.pid());
    phase = Phase.HANDED_OVER;
    Optional<String> problem = running.handOverConnections();
    if (problem.isPresent() && notSteered.isEmpty()) {
      // They went where they were told to until now; the session's owner is to take this back.
      throw new ControlRefusedException(
          "new connections cannot be left to the successor: " + problem.get());
    }
    running.handOverPipeline();
    return describe();
  }

  synchronized ObjectNode share(ControlSession session, ObjectNode request)
      throws ControlRefusedException {
    check(session, Phase.PREPARED);
    int percent = request.path("percent").intValue(0);
    if (percent < 0 || percent > 100) {
      throw new ControlRefusedException("'percent' is not from 0 to 100");
    }
    Optional<String> problem = running.share(percent / 100.0);
    if (problem.isPresent()) {
      throw new ControlRefusedException("new connections cannot be shared: " + problem.get());
    }
    return describe();
  }

  synchronized ObjectNode leave(ControlSession session) throws ControlRefusedException {
    check(session, Phase.HANDED_OVER);
    LOG.info("The successor has taken over");
    end();
    return describe();
  }

  synchronized ObjectNode stepDown() throws ControlRefusedException {
    if (!status.isSuccessor()) {
      throw new ControlRefusedException("this process is nobody's successor");
    }
    LOG.warn("The upgrade failed; stepping down");
    // First, since the predecessor needs it and the connections may take long.
    running.pipeline().ifPresent(PipelineRole::letGo);
    // It may live on for its connections, and must not be taken for the next one.
    status.noLongerSuccessor();
    end();
    return describe();
  }

  private void end() {
    phase = Phase.LEAVING;
    owner = null;
    running.finishHandOver();
    stop.leaveToSuccessor();
  }

  synchronized ObjectNode becomeCurrent() throws ControlRefusedException {
    try {
      access.becomeCurrent();
    } catch (IOException e) {
      throw new ControlRefusedException("cannot become the current process: " + e.getMessage());
    }
    status.noLongerSuccessor();
    machine.end();
    return describe();
  }

  /// The predecessor has ended without a word: whoever is left serves.
  synchronized void inherit() {
    if (!status.isSuccessor()) {
      return;
    }
    try {
      var _ = becomeCurrent();
      LOG.warn("The predecessor is gone; this process serves in its place");
    } catch (ControlRefusedException e) {
      LOG.error("The predecessor is gone, and commands will not find this process: {}", e.why());
    }
  }

  synchronized void takeBack(ControlSession session) {
    if (owner != session) {
      return;
    }
    if (phase == Phase.HANDED_OVER) {
      LOG.warn("The upgrade failed; serving again");
      stayCurrent();
    }
    // It may have had a share of them before, too.
    Optional<String> problem = running.keepServing();
    if (problem.isPresent() && notSteered.isEmpty()) {
      LOG.error("Some new connections may still go to the successor: {}", problem.get());
      notSteered = problem;
    }
    owner = null;
    phase = Phase.SERVING;
    SuccessorProcess failed = successor;
    Thread.ofPlatform().daemon().name("take-back").start(() -> retire(failed));
  }

  /// The successor may have come as far as being the current process.
  private void stayCurrent() {
    try {
      access.becomeCurrent();
    } catch (IOException e) {
      LOG.error("This process serves, but commands will not find it", e);
    }
  }

  /// Ends a successor that is not to take over. The pipeline comes back when it has let go.
  private void retire(@Nullable SuccessorProcess failed) {
    try {
      if (failed != null && failed.exitCode().isEmpty()) {
        Thread.sleep(SETTLING);
        if (!access.askToStepDown()) {
          failed.end();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.pipeline().ifPresent(PipelineRole::takeUp);
      machine.end();
      synchronized (this) {
        successor = null;
      }
    }
  }

  private void check(ControlSession session, Phase expected) throws ControlRefusedException {
    if (owner != session || phase != expected) {
      throw new ControlRefusedException("this session has not come so far");
    }
  }

  private static Optional<String> text(ObjectNode request, String member) {
    return Optional.of(request.path(member).stringValue("")).filter(text -> !text.isEmpty());
  }
}
