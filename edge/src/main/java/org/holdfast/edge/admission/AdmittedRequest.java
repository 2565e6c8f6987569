package org.holdfast.edge.admission;

import java.util.Optional;
import org.holdfast.edge.Request;

/// A request whose body has been read and whose sender has a place since then, or of which it is
/// known what stands in the way; [#body] says that.
final class AdmittedRequest extends Request.Wrapper implements AutoCloseable {
  private final Optional<Admission.Place> place;
  private final Optional<RuntimeException> obstacle;
  private Optional<byte[]> body;

  private AdmittedRequest(
      Request request,
      Optional<Admission.Place> place,
      Optional<byte[]> body,
      Optional<RuntimeException> obstacle) {
    super(request);
    this.place = place;
    this.body = body;
    this.obstacle = obstacle;
  }

  /// Reads the body and waits for a place.
  static AdmittedRequest of(Request request, Admission admission) {
    try {
      admission.check(request.sourceGroup());
      byte[] body = request.body();
      Admission.Place place = admission.enter(request.sourceGroup());
      return new AdmittedRequest(request, Optional.of(place), Optional.of(body), Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refused(request, admission.busy(false));
    } catch (RuntimeException e) {
      return refused(request, e);
    }
  }

  private static AdmittedRequest refused(Request request, RuntimeException why) {
    return new AdmittedRequest(request, Optional.empty(), Optional.empty(), Optional.of(why));
  }

  boolean isIn() {
    return place.isPresent();
  }

  @Override
  public byte[] body() {
    if (obstacle.isPresent()) {
      throw obstacle.get();
    }
    byte[] read = body.orElseThrow(() -> new IllegalStateException("the body was read before"));
    // It may be large, and whoever has it decides how long it is needed.
    body = Optional.empty();
    return read;
  }

  @Override
  public void close() {
    place.ifPresent(Admission.Place::close);
  }
}
