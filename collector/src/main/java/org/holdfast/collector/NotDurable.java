package org.holdfast.collector;

/// Carries what to tell the probe out of a wait that did not end well.
final class NotDurable extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient SubmissionOutcome.Deferred deferred;

  NotDurable(SubmissionOutcome.Deferred deferred) {
    super(deferred.reason(), null, false, false);
    this.deferred = deferred;
  }

  SubmissionOutcome.Deferred deferred() {
    return deferred;
  }
}
