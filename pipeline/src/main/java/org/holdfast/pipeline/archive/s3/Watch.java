package org.holdfast.pipeline.archive.s3;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the store for something small, at the start and as long as it does not answer, so that
/// operators are told of a wrong bucket before the first object is due, and of its recovery.
final class Watch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final String bucket;
  private final S3Requests requests;
  private final Look furtherLook;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private boolean asked;
  private String told = "";

  private Watch(String bucket, S3Requests requests, Look furtherLook) {
    this.bucket = bucket;
    this.requests = requests;
    this.furtherLook = furtherLook;
    this.thread = Thread.ofPlatform().daemon().name("archive-watch").unstarted(this::watch);
  }

  /// Something else to be found out of a store that answers.
  @FunctionalInterface
  interface Look {
    void look() throws IOException;
  }

  /// @param furtherLook done once, as soon as it succeeds
  static Watch start(String bucket, S3Requests requests, Look furtherLook) {
    Watch watch = new Watch(bucket, requests, furtherLook);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    try {
      do {
        if (!asked || requests.problem().isPresent()) {
          ask();
        }
      } while (!closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Something every reader and writer of the archive may do.
  private void ask() {
    try {
      requests.send(
          "", client -> client.listObjectsV2(request -> request.bucket(bucket).maxKeys(1)));
      if (!asked) {
        furtherLook.look();
      }
      asked = true;
      if (!told.isEmpty()) {
        LOG.info("The archive's store answers again");
        told = "";
      }
    } catch (IOException | RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(told) && closed.getCount() > 0) {
        LOG.warn("The archive has to wait: {}", reason);
        told = reason;
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
