package org.holdfast.app.role;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.journal.Journal;
import org.holdfast.pipeline.Pipeline;
import org.holdfast.pipeline.PipelineOptions;
import org.holdfast.pipeline.archive.ObjectStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves measurements from the journal to catalogue and archive.
///
/// The journal lets one process read at a time. Where another still does, a predecessor that is
/// draining for instance, this one tries again every second and takes over when it is gone.
public final class PipelineRole implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineRole.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  /// Opens the pipeline, or fails in a way that may pass.
  @FunctionalInterface
  private interface Opening {
    Pipeline open() throws IOException;
  }

  private final Opening opening;
  private final Thread thread;
  private volatile @Nullable Pipeline pipeline;
  private volatile String waitsFor = "start";
  private volatile boolean closed;

  private PipelineRole(Opening opening) {
    this.opening = opening;
    this.thread = Thread.ofPlatform().daemon().name("pipeline-opening").unstarted(this::keepTrying);
  }

  public static PipelineRole start(
      HoldfastConfig config,
      Journal journal,
      Catalogue catalogue,
      ObjectStore archive,
      Clock clock,
      MeterRegistry meters) {
    Path directory = config.data();
    PipelineOptions options =
        PipelineOptions.of(config.collector().id(), config.pipeline().publishAfter());
    PipelineRole role =
        new PipelineRole(
            () -> Pipeline.start(journal, catalogue, archive, directory, options, clock, meters));
    if (!role.tryOpening()) {
      role.thread.start();
    }
    return role;
  }

  /// What it waits for, for people.
  public List<String> waitsFor() {
    Pipeline open = pipeline;
    return open == null
        ? List.of("pipeline waits for " + waitsFor)
        : open.status().waitsFor().stream().map(what -> "pipeline: " + what).toList();
  }

  private void keepTrying() {
    try {
      do {
        Thread.sleep(BETWEEN_TRIES);
      } while (!closed && !tryOpening());
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private synchronized boolean tryOpening() {
    if (closed) {
      return true;
    }
    try {
      pipeline = opening.open();
      LOG.info("The pipeline runs in this process");
      return true;
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      waitFor(String.valueOf(e.getMessage()), null);
      return false;
    } catch (RuntimeException e) {
      // Nobody foresaw it; the next try may still succeed, and without this thread there is none.
      waitFor(e.toString(), e);
      return false;
    }
  }

  private void waitFor(String reason, @Nullable RuntimeException unforeseen) {
    if (!reason.equals(waitsFor)) {
      LOG.warn("The pipeline cannot start yet: {}", reason, unforeseen);
    }
    waitsFor = reason;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    synchronized (this) {
      Pipeline open = pipeline;
      if (open != null) {
        open.close();
      }
    }
  }
}
