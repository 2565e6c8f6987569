package org.holdfast.app.server;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.CatalogueUnavailableException;
import org.holdfast.catalogue.MeasurementQuery;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A catalogue whose database may come later: measurements are taken in all the same (I10, P73).
/// Opening is tried at once and then every second; until it succeeds everything is answered with
/// [CatalogueUnavailableException].
final class LateCatalogue implements Catalogue {
  private static final Logger LOG = LoggerFactory.getLogger(LateCatalogue.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final Supplier<Catalogue> opening;
  private final Thread thread;
  private volatile @Nullable Catalogue open;
  private volatile boolean closed;

  /// Each is logged once, not every second.
  private volatile String lastReason = "";

  private LateCatalogue(Supplier<Catalogue> opening) {
    this.opening = opening;
    // Opening migrates a database, which may hold a carrier for long.
    this.thread =
        Thread.ofPlatform().daemon().name("catalogue-opening").unstarted(this::keepTrying);
  }

  /// @param opening throws [CatalogueUnavailableException] while it cannot be opened
  static LateCatalogue start(Supplier<Catalogue> opening) {
    LateCatalogue catalogue = new LateCatalogue(opening);
    if (!catalogue.tryOpening()) {
      catalogue.thread.start();
    }
    return catalogue;
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

  private boolean tryOpening() {
    try {
      keep(opening.get());
      return true;
    } catch (CatalogueUnavailableException e) {
      String reason = reason(e);
      if (!reason.equals(lastReason)) {
        LOG.warn("The catalogue cannot be opened yet; measurements wait in the journal", e);
        lastReason = reason;
      }
      return false;
    }
  }

  /// Nobody waits for an attempt under way: one that succeeds too late is undone.
  private synchronized void keep(Catalogue opened) {
    if (closed) {
      opened.close();
    } else {
      open = opened;
      LOG.info("The catalogue is open");
    }
  }

  private static Throwable innermost(Throwable failure) {
    Throwable innermost = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      innermost = t;
    }
    return innermost;
  }

  /// What the database or its driver says, without the name of a class.
  private static String reason(Throwable failure) {
    Throwable innermost = innermost(failure);
    String message = innermost.getMessage();
    return message == null ? innermost.toString() : message.lines().findFirst().orElse("");
  }

  /// Why it does not answer, for people; empty if it does.
  Optional<String> problem() {
    if (open == null) {
      return Optional.of(
          lastReason.isEmpty() ? "it is being opened" : "it cannot be opened: " + lastReason);
    }
    return isReachable() ? Optional.empty() : Optional.of("its database does not answer");
  }

  private Catalogue opened() {
    Catalogue catalogue = open;
    if (catalogue == null) {
      throw new CatalogueUnavailableException("the catalogue is not open yet");
    }
    return catalogue;
  }

  @Override
  public <T> T inTransaction(Function<CatalogueTransaction, T> work) {
    return opened().inTransaction(work);
  }

  @Override
  public Optional<MeasurementRow> find(String uid) {
    return opened().find(uid);
  }

  @Override
  public List<MeasurementRow> findByReport(String reportId, Optional<String> input, int limit) {
    return opened().findByReport(reportId, input, limit);
  }

  @Override
  public Map<Sha256, MeasurementUid> findByIdentities(Set<Sha256> identities) {
    return opened().findByIdentities(identities);
  }

  @Override
  public Map<String, Long> countByInput(
      String testName, String probeCc, OptionalLong probeAsn, Instant since, int limit) {
    return opened().countByInput(testName, probeCc, probeAsn, since, limit);
  }

  @Override
  public Optional<String> findSetAside(String uid) {
    return opened().findSetAside(uid);
  }

  @Override
  public Map<String, Long> countSetAside(String stage) {
    return opened().countSetAside(stage);
  }

  @Override
  public Optional<CatalogueTransaction.ReportRow> findReport(String reportId) {
    return opened().findReport(reportId);
  }

  @Override
  public List<Content> archivedContents(String after, String before, int limit) {
    return opened().archivedContents(after, before, limit);
  }

  @Override
  public List<MeasurementRow> search(MeasurementQuery query) {
    return opened().search(query);
  }

  @Override
  public Ledger ledger() {
    return opened().ledger();
  }

  @Override
  public long countedBefore() {
    return opened().countedBefore();
  }

  @Override
  public boolean isReachable() {
    Catalogue catalogue = open;
    return catalogue != null && catalogue.isReachable();
  }

  @Override
  public List<String> notes() {
    Catalogue catalogue = open;
    return catalogue == null ? List.of() : catalogue.notes();
  }

  @Override
  public boolean needsRebuild() {
    return opened().needsRebuild();
  }

  @Override
  public void markForRebuild() {
    opened().markForRebuild();
  }

  @Override
  public void markRebuilt() {
    opened().markRebuilt();
  }

  @Override
  public synchronized void close() {
    closed = true;
    thread.interrupt();
    Catalogue catalogue = open;
    if (catalogue != null) {
      catalogue.close();
    }
  }
}
