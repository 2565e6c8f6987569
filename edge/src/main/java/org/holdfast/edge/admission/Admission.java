package org.holdfast.edge.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.holdfast.edge.Endpoint;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.SourceGroup;

/// Lets so many requests be worked on at once, and a bounded number wait for a place, each for a
/// bounded time; everybody else is told 503 and when to come back, at once. The patience should be
/// longer than it takes to serve a full line: otherwise those at its end are refused, too, but
/// late.
///
/// Why that is stable: with `p` places and a service that takes `s`, `p / s` requests are done per
/// second whatever arrives, no request waits longer than the patience, and nothing is left over
/// when the load ends but what the line holds. When the service gets slow (a slow disk), fewer are
/// let in, and the surplus is refused in the same time as before. Nothing is measured or adapted
/// that could oscillate.
///
/// A request that finds the line full is refused, unless a heavier source has somebody waiting:
/// then that one gives way ([WaitingLine]). While it is sent, a body holds no place.
///
/// As [Refusal]: `busy` (no place came in time, or the line is full), `busy-source` (a lighter
/// source came, or this is the heaviest). Metrics, with the tag `gate`:
///
/// | name | meaning |
/// |---|---|
/// | `holdfast.admission.places` | how many there are |
/// | `holdfast.admission.taken` | how many are taken |
/// | `holdfast.admission.waiting` | how many requests wait for one |
///
/// Thread-safe.
public final class Admission {
  private final Supplier<AdmissionOptions> options;
  private final Supplier<Optional<Refusal>> closed;
  private final ReentrantLock lock = new ReentrantLock();
  private final WaitingLine line = new WaitingLine();
  private final BusyRefusals busy = new BusyRefusals();
  private final Semaphore turns = Turn.turns();
  private final Desks desks;

  /// Volatile for the gauge; changed under the lock.
  private volatile int taken;

  private volatile int waiting;

  /// @param closed why nobody is to be let in at the moment, whatever the places say; asked often
  public Admission(
      AdmissionOptions options, Supplier<Optional<Refusal>> closed, MeterRegistry meters) {
    this(() -> options, closed, meters);
  }

  /// Likewise, letting in more or less from time to time.
  ///
  /// @param options as of now, always of the same name; asked at each request
  public Admission(
      Supplier<AdmissionOptions> options,
      Supplier<Optional<Refusal>> closed,
      MeterRegistry meters) {
    this.options = options;
    this.closed = closed;
    this.desks = new Desks(options.get().name());
    gauge(meters, "places", a -> a.options.get().places());
    gauge(meters, "taken", a -> a.taken);
    gauge(meters, "waiting", a -> a.waiting);
  }

  private void gauge(MeterRegistry meters, String name, ToDoubleFunction<Admission> value) {
    Gauge.builder("holdfast.admission." + name, this, value)
        .tag("gate", options.get().name())
        .register(meters);
  }

  /// A place held; give it back by closing it.
  public final class Place implements AutoCloseable {
    private final SourceGroup group;
    private boolean left;

    private Place(SourceGroup group) {
      this.group = group;
    }

    /// Closing again does nothing.
    @Override
    public void close() {
      if (!left) {
        left = true;
        leave(group);
      }
    }
  }

  /// The endpoint behind this admission: a request needs a place from its first byte on.
  public Endpoint guard(Endpoint endpoint) {
    return request -> {
      try (Place _ = enter(request.sourceGroup())) {
        return endpoint.handle(request);
      }
    };
  }

  /// The endpoint behind this admission: a request needs a place from the moment that its body has
  /// been read, and is then worked on at one of the [Desks], in its [Turn]. What would not be let
  /// in now is refused before that. The endpoint must begin with reading the body.
  public Endpoint guardAfterBody(Endpoint endpoint) {
    return request -> {
      try (AdmittedRequest admitted = AdmittedRequest.of(request, this)) {
        return admitted.isIn()
            ? desks.work(() -> Turn.during(turns, () -> endpoint.handle(admitted)))
            : endpoint.handle(admitted);
      }
    };
  }

  /// Refuses whoever would be refused by [#enter] right now.
  ///
  /// @throws RefusedException 503
  public void check(SourceGroup group) {
    refuseIfClosed();
    AdmissionOptions now = options.get();
    if (waiting < now.waiting() || taken < now.places()) {
      return;
    }
    lock.lock();
    try {
      if (isFull(now) && !line.hasHeavierThan(group)) {
        throw busy(line.hasLighterThan(group));
      }
    } finally {
      lock.unlock();
    }
  }

  private void refuseIfClosed() {
    Optional<Refusal> refusal = closed.get();
    if (refusal.isPresent()) {
      throw refusal.get().asException();
    }
  }

  private boolean isFull(AdmissionOptions now) {
    return taken >= now.places() && line.waiting() >= now.waiting();
  }

  /// Takes a place, waiting for it if need be.
  ///
  /// @throws RefusedException 503 if there is none in time
  public Place enter(SourceGroup group) throws InterruptedException {
    refuseIfClosed();
    AdmissionOptions now = options.get();
    WaitingLine.Waiter waiter;
    lock.lock();
    try {
      if (taken < now.places()) {
        taken++;
        line.takePlace(group);
        return new Place(group);
      }
      waiter = queue(group, now.waiting());
    } finally {
      waiting = line.waiting();
      lock.unlock();
    }
    return await(waiter, now.patience().toNanos());
  }

  private WaitingLine.Waiter queue(SourceGroup group, int waitingMax) {
    if (line.waiting() >= waitingMax) {
      WaitingLine.Waiter ousted =
          line.oustFor(group).orElseThrow(() -> busy(line.hasLighterThan(group)));
      LockSupport.unpark(ousted.thread());
    }
    var waiter = new WaitingLine.Waiter(group);
    line.join(waiter);
    return waiter;
  }

  private Place await(WaitingLine.Waiter waiter, long patienceNanos) throws InterruptedException {
    long end = System.nanoTime() + patienceNanos;
    long left = patienceNanos;
    while (waiter.state() == WaitingLine.Waiter.State.WAITING
        && left > 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = end - System.nanoTime();
    }
    WaitingLine.Waiter.State state = settle(waiter);
    if (Thread.interrupted()) {
      if (state == WaitingLine.Waiter.State.ADMITTED) {
        leave(waiter.group());
      }
      throw new InterruptedException("interrupted while waiting for a place");
    }
    return switch (state) {
      case ADMITTED -> new Place(waiter.group());
      case OUSTED -> throw busy(true);
      case WAITING -> throw busy(false);
    };
  }

  /// What became of a waiter, for good.
  private WaitingLine.Waiter.State settle(WaitingLine.Waiter waiter) {
    lock.lock();
    try {
      if (waiter.state() == WaitingLine.Waiter.State.WAITING) {
        line.remove(waiter);
      }
      return waiter.state();
    } finally {
      waiting = line.waiting();
      lock.unlock();
    }
  }

  private void leave(SourceGroup group) {
    lock.lock();
    try {
      line.leavePlace(group);
      Optional<WaitingLine.Waiter> next = line.admitNext();
      if (next.isPresent()) {
        LockSupport.unpark(next.get().thread());
      } else {
        taken--;
      }
    } finally {
      waiting = line.waiting();
      lock.unlock();
    }
  }

  RefusedException busy(boolean forOneSource) {
    return busy.next(forOneSource);
  }

  /// How many places are taken.
  int taken() {
    return taken;
  }

  /// How many requests wait.
  int waiting() {
    return waiting;
  }

  /// How many sources hold a place or wait for one.
  int sources() {
    lock.lock();
    try {
      return line.parties();
    } finally {
      lock.unlock();
    }
  }
}
