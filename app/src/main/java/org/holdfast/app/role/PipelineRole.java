package org.holdfast.app.role;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.edge.admission.Precedence;
import org.holdfast.journal.Journal;
import org.holdfast.pipeline.Pipeline;
import org.holdfast.pipeline.PipelineOptions;
import org.holdfast.pipeline.archive.ObjectStore;
import org.holdfast.pipeline.block.Blocklist;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves measurements from the journal to catalogue and archive.
///
/// The journal lets one process read at a time. Where another still does, this one tries again
/// twice a second and takes over when that one lets go, as a predecessor does with [#letGo()].
public final class PipelineRole implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineRole.class);

  /// After a hand-over the archive is looked through first. Collecting does not depend on that, and
  /// a load balancer that asks for health must not turn probes away meanwhile.
  private static final Duration TAKING_OVER = Duration.ofSeconds(15);

  /// What another machine may take between two steps that publish an object.
  private static final Duration WITH_OTHERS = Duration.ofSeconds(5);

  /// What the opening of a report may take that another machine has in its spool.
  private static final Duration OPENINGS_WITHIN = Duration.ofMinutes(1);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

  /// Opens the pipeline, or fails in a way that may pass.
  @FunctionalInterface
  private interface Opening {
    Pipeline open() throws IOException;
  }

  private final Opening opening;
  private final Thread thread;
  private final CountDownLatch tried = new CountDownLatch(1);
  private volatile @Nullable Pipeline pipeline;
  private volatile boolean standsBy;
  private volatile boolean heldElsewhere = true;
  private volatile long takingOverUntil = System.nanoTime();
  private volatile boolean isUp = true;
  private volatile String waitsFor = "start";
  private volatile boolean closed;

  private PipelineRole(Opening opening, boolean standsBy) {
    this.opening = opening;
    this.standsBy = standsBy;
    this.thread = Thread.ofPlatform().daemon().name("pipeline-opening").unstarted(this::keepTrying);
  }

  /// Starts, or tries to until it succeeds.
  ///
  /// @param standsBy whether another process is expected to read the journal for now
  /// @param blocklist whose measurements are withheld
  public static PipelineRole start(
      HoldfastConfig config,
      boolean standsBy,
      Journal journal,
      Catalogue catalogue,
      ObjectStore archive,
      Supplier<Blocklist> blocklist,
      Clock clock,
      MeterRegistry meters) {
    Path directory = config.data();
    PipelineOptions alone =
        PipelineOptions.of(config.collector().id(), config.pipeline().publishAfter())
            .withBlocklist(blocklist);
    // A bucket may carry out later what it did not answer, so that even a collector's own dead
    // process counts as another there.
    boolean others = config.journal().kafka().isPresent() || config.archive().s3().isPresent();
    boolean openingsOfOthers =
        config.journal().kafka().isPresent() || config.catalogue().postgresql().isPresent();
    PipelineOptions withOpenings =
        openingsOfOthers ? alone.awaitingOpenings(OPENINGS_WITHIN) : alone;
    PipelineOptions options = others ? withOpenings.sharing(WITH_OTHERS) : withOpenings;
    PipelineRole role =
        new PipelineRole(
            () -> Pipeline.start(journal, catalogue, archive, directory, options, clock, meters),
            standsBy);
    role.thread.start();
    role.awaitFirstTry();
    return role;
  }

  /// Whether it runs in this process.
  public boolean isRunning() {
    return pipeline != null;
  }

  /// Leaves the journal to another process once the current steps are done.
  public synchronized void letGo() {
    isUp = false;
    standsBy = true;
    Pipeline open = pipeline;
    pipeline = null;
    if (open != null) {
      open.close();
      LOG.info("The pipeline is left to another process");
    }
  }

  /// Takes the pipeline back as soon as the other process lets go.
  public void takeUp() {
    isUp = true;
  }

  /// What it waits for, for people.
  public List<String> waitsFor() {
    Pipeline open = pipeline;
    if (open == null) {
      return standsBy && heldElsewhere ? List.of() : List.of("pipeline waits for " + waitsFor);
    }
    if (System.nanoTime() - takingOverUntil < 0) {
      return List.of();
    }
    return open.status().waitsFor().stream().map(what -> "pipeline: " + what).toList();
  }

  private void awaitFirstTry() {
    try {
      tried.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepTrying() {
    try {
      while (!closed) {
        // The threads of a pipeline have the precedence of the one that starts them: what is being
        // taken in comes first.
        Precedence.giveWay();
        var _ = tryOpening();
        tried.countDown();
        Thread.sleep(BETWEEN_TRIES);
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      tried.countDown();
    }
  }

  private synchronized boolean tryOpening() {
    if (closed || !isUp || pipeline != null) {
      return true;
    }
    try {
      pipeline = opening.open();
      if (standsBy) {
        takingOverUntil = System.nanoTime() + TAKING_OVER.toNanos();
      }
      standsBy = false;
      LOG.info("The pipeline runs in this process");
      return true;
    } catch (IllegalStateException e) {
      heldElsewhere = true;
      waitFor(String.valueOf(e.getMessage()), null);
      return false;
    } catch (IOException | UncheckedIOException e) {
      heldElsewhere = false;
      waitFor(String.valueOf(e.getMessage()), null);
      return false;
    } catch (RuntimeException e) {
      heldElsewhere = false;
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
