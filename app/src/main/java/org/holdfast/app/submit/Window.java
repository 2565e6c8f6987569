package org.holdfast.app.submit;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Sends several entries at once, bounded in number and in bytes.
final class Window implements AutoCloseable {
  /// What is in flight together, in KiB; a larger entry goes alone.
  private static final int KIBIBYTES_MAX = 64 << 10;

  /// Something that is sent.
  @FunctionalInterface
  interface Sending {
    void send() throws InterruptedException;
  }

  private final int placesMax;
  private final Semaphore places;
  private final Semaphore kibibytes = new Semaphore(KIBIBYTES_MAX);
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();

  Window(int placesMax) {
    this.placesMax = placesMax;
    this.places = new Semaphore(placesMax);
  }

  /// Starts sending as soon as there is room.
  void send(int bytes, Sending sending) throws InterruptedException {
    int weight = Math.min(bytes / 1024 + 1, KIBIBYTES_MAX);
    places.acquire();
    kibibytes.acquire(weight);
    senders.execute(
        () -> {
          try {
            sending.send();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            kibibytes.release(weight);
            places.release();
          }
        });
  }

  /// Waits until nothing is in flight.
  void drain() throws InterruptedException {
    places.acquire(placesMax);
    places.release(placesMax);
  }

  /// Waits for what is in flight.
  @Override
  public void close() {
    senders.close();
  }
}
