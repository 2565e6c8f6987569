package org.holdfast.app.server;

import java.util.Optional;
import org.holdfast.app.control.ControlSession;

/// How far a process has come in an upgrade. Immutable: whoever asks how far it is needs not wait
/// for a step that is still under way, and a step may take as long as the pipeline's.
///
/// @param notSteered why new connections cannot be steered, if so
/// @param owner the session whose upgrade it is
/// @param successor the process that was started; until it is retired no other upgrade begins
record HandOverState(
    Phase phase,
    Optional<String> notSteered,
    Optional<ControlSession> owner,
    Optional<SuccessorProcess> successor) {
  enum Phase {
    SERVING,
    PREPARED,
    HANDED_OVER,
    LEAVING
  }

  static HandOverState serving() {
    return new HandOverState(Phase.SERVING, Optional.empty(), Optional.empty(), Optional.empty());
  }

  boolean isUnderWay() {
    return phase != Phase.SERVING || successor.isPresent();
  }

  boolean isOf(ControlSession session) {
    return owner.isPresent() && owner.get() == session;
  }

  HandOverState preparedBy(ControlSession session, Optional<String> problem) {
    return new HandOverState(Phase.PREPARED, problem, Optional.of(session), successor);
  }

  HandOverState started(SuccessorProcess process) {
    return new HandOverState(phase, notSteered, owner, Optional.of(process));
  }

  HandOverState handedOver() {
    return new HandOverState(Phase.HANDED_OVER, notSteered, owner, successor);
  }

  HandOverState leaving() {
    return new HandOverState(Phase.LEAVING, notSteered, Optional.empty(), successor);
  }

  /// The successor, if one was started, is still to be retired.
  HandOverState takenBack(Optional<String> problem) {
    return new HandOverState(
        Phase.SERVING, notSteered.or(() -> problem), Optional.empty(), successor);
  }

  HandOverState withoutSuccessor() {
    return new HandOverState(phase, notSteered, owner, Optional.empty());
  }
}
