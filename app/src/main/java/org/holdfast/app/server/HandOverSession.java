package org.holdfast.app.server;

import org.holdfast.app.control.ControlRefusedException;
import org.holdfast.app.control.ControlSession;
import tools.jackson.databind.node.ObjectNode;

/// What is asked of a process over its control socket in an upgrade, and by whom:
///
/// | `ask` | of the | what happens |
/// |---|---|---|
/// | `status` | any | tells how it fares, see [HandOverStatus] |
/// | `prepare` | predecessor | keeps new connections; from now on the session owns the upgrade |
/// | `start-successor` | predecessor | starts it; `to` and `config` as for `holdfast upgrade` |
/// | `share` | predecessor | the successor gets `percent` of new connections, to warm up |
/// | `hand-over` | predecessor | leaves new connections and the pipeline to the successor |
/// | `take-back` | predecessor | takes both back and ends the successor |
/// | `become-current` | successor | is the process that serves from now on |
/// | `leave` | predecessor | listens no more, finishes what it has, ends |
/// | `step-down` | successor | does the same, since the upgrade failed; once it is the process that serves, only for its predecessor, whose `instance` is `by` |
final class HandOverSession implements ControlSession {
  private final HandOver handOver;

  HandOverSession(HandOver handOver) {
    this.handOver = handOver;
  }

  @Override
  public ObjectNode answer(String ask, ObjectNode request) throws ControlRefusedException {
    return switch (ask) {
      case "status" -> handOver.describe();
      case "prepare" -> handOver.prepare(this);
      case "start-successor" -> handOver.startSuccessor(this, request);
      case "share" -> handOver.share(this, request);
      case "hand-over" -> handOver.handOver(this);
      case "take-back" -> {
        handOver.takeBack(this);
        yield handOver.describe();
      }
      case "become-current" -> handOver.becomeCurrent();
      case "leave" -> handOver.leave(this);
      case "step-down" -> handOver.stepDown(request);
      default -> throw new ControlRefusedException("this release does not know '" + ask + "'");
    };
  }

  @Override
  public void close() {
    handOver.takeBack(this);
  }
}
