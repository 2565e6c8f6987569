package org.holdfast.edge.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;

/// Reads one request's body as sent, bounded in size, time and rate. Jetty bounds only the silence
/// between two bytes, so that a byte a minute would hold an upload open for ever.
///
/// For one (virtual) thread, which blocks while nothing comes.
final class BodyReader {
  /// Up to here, reading what nobody wants costs less than a new connection.
  private static final int SKIPPED_BYTES_MAX = 64 << 10;

  private final Request request;
  private final int bytesMax;
  private final Deadlines deadlines;
  private final Semaphore arrived = new Semaphore(0);
  private final Invocable.Task onArrival =
      Invocable.from(Invocable.InvocationType.NON_BLOCKING, arrived::release);

  /// Whether Jetty is to say when more has arrived, which it must be asked once only.
  private boolean demanded;

  private long received;
  private State state = State.UNREAD;

  private enum State {
    UNREAD,
    /// All of it is read, so the connection can carry the next request.
    ENDED,
    /// It stopped in the middle and cannot be read any further.
    BROKEN
  }

  BodyReader(Request request, int bytesMax, Deadlines deadlines) {
    this.request = request;
    this.bytesMax = bytesMax;
    this.deadlines = deadlines;
  }

  /// Reads to the end.
  ///
  /// @throws RefusedException 413, 400, 408, or 503 from `into`
  void readAll(CollectedBytes into) throws InterruptedException {
    if (request.getLength() > bytesMax) {
      throw ContentCodings.tooLarge(bytesMax).asException();
    }
    long start = System.nanoTime();
    while (state == State.UNREAD) {
      Content.Chunk chunk = nextChunk(start);
      try {
        ByteBuffer bytes = chunk.getByteBuffer();
        received += bytes.remaining();
        if (received > bytesMax) {
          throw ContentCodings.tooLarge(bytesMax).asException();
        }
        into.add(bytes);
        if (chunk.isLast()) {
          state = State.ENDED;
        }
      } finally {
        chunk.release();
      }
    }
  }

  private Content.Chunk nextChunk(long start) throws InterruptedException {
    while (true) {
      Content.Chunk chunk = request.read();
      long elapsed = System.nanoTime() - start;
      if (chunk == null) {
        long patience =
            Math.min(deadlines.bodySilence().toNanos(), deadlines.body().toNanos() - elapsed);
        if (!arrivesWithin(patience)) {
          throw tooSlow("nothing more came in time");
        }
      } else if (!Content.Chunk.isFailure(chunk)) {
        if (!chunk.isLast()) {
          checkPace(elapsed);
        }
        return chunk;
      } else if (chunk.isLast() || !(chunk.getFailure() instanceof TimeoutException)) {
        state = State.BROKEN;
        throw refusalOf(chunk.getFailure()).asException();
      }
    }
  }

  private void checkPace(long elapsedNanos) {
    if (elapsedNanos > deadlines.body().toNanos()) {
      throw tooSlow("the whole did not come in time");
    }
    double seconds = elapsedNanos / 1e9;
    if (elapsedNanos > deadlines.bodyRateGrace().toNanos()
        && received < seconds * deadlines.bodyBytesPerSecondMin()) {
      throw tooSlow("it came too slowly");
    }
  }

  private RefusedException tooSlow(String what) {
    state = State.BROKEN;
    return Refusal.of(
            408,
            "request-timeout",
            "the body was not complete after %d bytes and %s".formatted(received, what),
            "body-timeout")
        .asException();
  }

  private Refusal refusalOf(Throwable failure) {
    // Jetty's early end is an HttpException too.
    if (failure instanceof HttpException && !(failure instanceof EofException)) {
      return Refusal.of(
          400,
          "invalid-request",
          "the framing of the body is broken after %d bytes".formatted(received),
          "body-framing");
    }
    return Refusal.of(
        400,
        "invalid-request",
        "the body ended early, at byte %d".formatted(received),
        "body-truncated");
  }

  /// Whether nothing of this request is left to come.
  boolean ended() {
    return state == State.ENDED;
  }

  /// Reads and throws away what the endpoint left, if that is little, so that the connection can go
  /// on. Never asks a client that waits for `100 Continue` to send.
  ///
  /// @param patience how long to wait for what is not there yet
  void skipRest(Duration patience) throws InterruptedException {
    if (state == State.UNREAD && !waitsForContinue() && request.getLength() <= SKIPPED_BYTES_MAX) {
      discard(SKIPPED_BYTES_MAX, patience);
    }
  }

  /// Reads and throws away for a while what a refused client is still sending. A connection closed
  /// with unread bytes is reset, and a reset can overtake the refusal.
  void linger() throws InterruptedException {
    if (state == State.UNREAD && !waitsForContinue()) {
      discard(Long.MAX_VALUE, deadlines.linger());
    }
  }

  private boolean waitsForContinue() {
    return received == 0 && request.getHeaders().contains("Expect");
  }

  private void discard(long bytes, Duration patience) throws InterruptedException {
    long start = System.nanoTime();
    long discarded = 0;
    while (state == State.UNREAD
        && discarded <= bytes
        && System.nanoTime() - start < deadlines.linger().toNanos()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        if (!arrivesWithin(patience.toNanos() - (System.nanoTime() - start))) {
          return;
        }
      } else if (Content.Chunk.isFailure(chunk)) {
        state = State.BROKEN;
      } else {
        discarded += chunk.remaining();
        if (chunk.isLast()) {
          state = State.ENDED;
        }
        chunk.release();
      }
    }
  }

  /// Waits for more; may be called again after it was in vain.
  private boolean arrivesWithin(long nanos) throws InterruptedException {
    if (nanos <= 0) {
      return false;
    }
    if (!demanded) {
      request.demand(onArrival);
      demanded = true;
    }
    demanded = !arrived.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    return !demanded;
  }
}
