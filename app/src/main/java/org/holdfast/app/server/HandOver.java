package org.holdfast.app.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.app.control.ControlRefusedException;
import org.holdfast.app.control.ControlSession;
import org.holdfast.app.role.PipelineRole;
import org.holdfast.app.server.HandOverState.Phase;
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

  private final Running running;
  private final HandOverStatus status;
  private final StopSignal stop;
  private final SuccessorAccess access;
  private final BusyMachine machine;

  /// Changed by one thread at a time, each for as long as its step takes; read by any at any time.
  private volatile HandOverState state = HandOverState.serving();

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

  /// Whether this process speaks for this machine, rather than the other one of an upgrade: until
  /// it leaves, since a successor speaks only when it has become the current process.
  boolean isTheOneThatServes() {
    return !status.isSuccessor() && state.phase() != Phase.LEAVING;
  }

  /// Whether this is the process that is supervised, and whose end is therefore the server's end: a
  /// process that was started as a successor is that once commands are led to it, and until they
  /// are led back.
  boolean isCurrent() {
    return isTheOneThatServes() && (!status.beganAsSuccessor() || access.isCurrent());
  }

  ObjectNode describe() {
    HandOverState now = state;
    ObjectNode answer = status.describe(running).put("phase", now.phase().name());
    now.notSteered().ifPresent(why -> answer.put("not_steered", why));
    now.successor()
        .ifPresent(
            successor -> {
              answer.put("successor", successor.pid());
              successor.exitCode().ifPresent(code -> answer.put("successor_exit", code));
            });
    return answer;
  }

  synchronized ObjectNode prepare(ControlSession session) throws ControlRefusedException {
    if (state.isUnderWay()) {
      throw new ControlRefusedException("another upgrade is under way");
    }
    if (status.isSuccessor()) {
      throw new ControlRefusedException("this process has not taken over itself yet");
    }
    status.checkPortsAreFixed();
    state = state.preparedBy(session, running.keepNewConnections());
    machine.begin();
    return describe();
  }

  synchronized ObjectNode startSuccessor(ControlSession session, ObjectNode request)
      throws ControlRefusedException {
    check(session, Phase.PREPARED);
    if (state.successor().isPresent()) {
      throw new ControlRefusedException("a successor was started already");
    }
    Optional<Path> to = text(request, "to").map(Path::of);
    try {
      state = state.started(SuccessorProcess.start(to, text(request, "config")));
    } catch (IOException e) {
      throw new ControlRefusedException("a successor cannot be started: " + e.getMessage());
    }
    return describe();
  }

  synchronized ObjectNode handOver(ControlSession session) throws ControlRefusedException {
    check(session, Phase.PREPARED);
    LOG.info("Handing over to process {}", state.successor().map(SuccessorProcess::pid).orElse(0L));
    state = state.handedOver();
    Optional<String> problem = running.handOverConnections();
    if (problem.isPresent() && state.notSteered().isEmpty()) {
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

  /// Also after it has become the current process, if who asks is the process it took over from:
  /// that one does so only if it was never told to leave.
  synchronized ObjectNode stepDown(ObjectNode request) throws ControlRefusedException {
    if (!status.isSuccessor() && !status.hasTakenOverFrom(text(request, "by"))) {
      throw new ControlRefusedException("this process is nobody's successor");
    }
    if (state.isUnderWay()) {
      throw new ControlRefusedException("this process hands over itself, or ends already");
    }
    LOG.warn("The upgrade failed; stepping down");
    // First, since the predecessor needs it and the connections may take long.
    running.pipeline().ifPresent(PipelineRole::letGo);
    // It may live on for its connections, and must not be taken for the next one.
    status.stepsDown();
    end();
    return describe();
  }

  private void end() {
    state = state.leaving();
    running.finishHandOver();
    stop.leaveToSuccessor();
  }

  synchronized ObjectNode becomeCurrent() throws ControlRefusedException {
    try {
      access.becomeCurrent();
    } catch (IOException e) {
      throw new ControlRefusedException("cannot become the current process: " + e.getMessage());
    }
    status.takesOver();
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
    if (!state.isOf(session)) {
      return;
    }
    if (state.phase() == Phase.HANDED_OVER) {
      LOG.warn("The upgrade failed; serving again");
      stayCurrent();
    }
    // It may have had a share of them before, too.
    Optional<String> problem = running.keepServing();
    if (problem.isPresent() && state.notSteered().isEmpty()) {
      LOG.error("Some new connections may still go to the successor: {}", problem.get());
    }
    state = state.takenBack(problem);
    state
        .successor()
        .ifPresentOrElse(
            failed -> Thread.ofPlatform().daemon().name("take-back").start(() -> retire(failed)),
            this::allIsBack);
  }

  /// The successor may have come as far as being the current process.
  private void stayCurrent() {
    try {
      access.becomeCurrent();
    } catch (IOException e) {
      LOG.error("This process serves, but commands will not find it", e);
    }
  }

  private void retire(SuccessorProcess failed) {
    try {
      failed.retire(access::askToStepDown);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      allIsBack();
    }
  }

  /// The pipeline comes back when the successor has let go. From now on another upgrade may begin.
  private synchronized void allIsBack() {
    running.pipeline().ifPresent(PipelineRole::takeUp);
    machine.end();
    state = state.withoutSuccessor();
  }

  private void check(ControlSession session, Phase expected) throws ControlRefusedException {
    if (!state.isOf(session) || state.phase() != expected) {
      throw new ControlRefusedException("this session has not come so far");
    }
  }

  private static Optional<String> text(ObjectNode request, String member) {
    return Optional.of(request.path(member).stringValue("")).filter(text -> !text.isEmpty());
  }
}
