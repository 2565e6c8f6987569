package org.holdfast.edge.admission;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.holdfast.edge.Endpoint;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;

/// An endpoint behind an [Admission] whose requests need a place from the moment that their body
/// has been read, and are then worked on at one of the [Desks], in their [Turn]. What would not be
/// let in now is refused before that, at once.
///
/// It is the endpoint that words a refusal: it meets it where it reads the body.
///
/// @param endpoint begins with reading the body
record AfterBody(Admission admission, Desks desks, Semaphore turns, Endpoint endpoint)
    implements Endpoint {

  @Override
  public Reply handle(Request request) throws InterruptedException {
    try (AdmittedRequest admitted = AdmittedRequest.of(request, admission)) {
      return admitted.isIn()
          ? desks.work(() -> Turn.during(turns, () -> endpoint.handle(admitted)))
          : endpoint.handle(admitted);
    }
  }

  @Override
  public Optional<Reply> answerAtOnce(Request request) throws InterruptedException {
    try {
      admission.check(request.sourceGroup());
      return Optional.empty();
    } catch (RefusedException e) {
      try (AdmittedRequest refused = AdmittedRequest.refused(request, e)) {
        return Optional.of(endpoint.handle(refused));
      }
    }
  }
}
