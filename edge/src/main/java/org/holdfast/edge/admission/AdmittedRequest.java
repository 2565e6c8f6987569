package org.holdfast.edge.admission;

import java.util.Optional;
import org.holdfast.edge.Request;

/// A request whose sender has a place from the moment that its body has been read.
final class AdmittedRequest extends Request.Wrapper implements AutoCloseable {
  private final Admission admission;
  private Optional<Admission.Place> place = Optional.empty();

  AdmittedRequest(Request request, Admission admission) {
    super(request);
    this.admission = admission;
  }

  @Override
  public byte[] body() {
    admission.check(sourceGroup());
    byte[] body = super.body();
    try {
      place = Optional.of(admission.enter(sourceGroup()));
      Turn.begin();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw admission.busy(false);
    }
    return body;
  }

  @Override
  public void close() {
    place.ifPresent(Admission.Place::close);
  }
}
