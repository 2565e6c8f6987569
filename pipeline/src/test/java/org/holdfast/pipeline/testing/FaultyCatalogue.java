package org.holdfast.pipeline.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.MeasurementQuery;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.memory.InMemoryCatalogue;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;

/// A catalogue that fails where it is told to.
public final class FaultyCatalogue implements Catalogue {
  private final InMemoryCatalogue catalogue = new InMemoryCatalogue();
  private final Faults faults;
  private volatile boolean down;
  private volatile String refusedTestName = "";

  public FaultyCatalogue(Faults faults) {
    this.faults = faults;
  }

  /// From now on fails at every call, or answers again.
  public void setDown(boolean down) {
    this.down = down;
  }

  /// From now on refuses rows with this test name.
  public void refuse(String testName) {
    refusedTestName = testName;
  }

  /// The rows by uid.
  public Map<String, MeasurementRow> rows() {
    return catalogue.rows();
  }

  /// From alias to canonical uid.
  public Map<String, MeasurementUid> aliases() {
    return catalogue.aliases();
  }

  /// From uid to reason.
  public Map<String, String> quarantined() {
    return catalogue.quarantined();
  }

  /// The archive objects by stem.
  public Map<String, CatalogueTransaction.ArchivedObject> objects() {
    return catalogue.objects();
  }

  private InMemoryCatalogue up() {
    if (down) {
      throw new IllegalStateException("the database does not answer");
    }
    return catalogue;
  }

  @Override
  public <T> T inTransaction(Function<CatalogueTransaction, T> work) {
    T result =
        up().inTransaction(
                transaction -> {
                  faults.at("catalogue.begin");
                  T done = work.apply(faulty(transaction));
                  faults.at("catalogue.commit");
                  return done;
                });
    faults.at("catalogue.committed");
    return result;
  }

  /// Each operation is a place at which it may fail before it does anything.
  private CatalogueTransaction faulty(CatalogueTransaction transaction) {
    return (CatalogueTransaction)
        Proxy.newProxyInstance(
            CatalogueTransaction.class.getClassLoader(),
            new Class<?>[] {CatalogueTransaction.class},
            (_, method, arguments) -> {
              faults.at("catalogue." + method.getName());
              if (arguments != null
                  && arguments[0] instanceof MeasurementRow row
                  && row.testName().equals(refusedTestName)) {
                throw new IllegalStateException("constraint failed");
              }
              try {
                return method.invoke(transaction, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public Optional<MeasurementRow> find(String uid) {
    return up().find(uid);
  }

  @Override
  public List<MeasurementRow> findByReport(String reportId, Optional<String> input, int limit) {
    return up().findByReport(reportId, input, limit);
  }

  @Override
  public Map<Sha256, MeasurementUid> findByIdentities(Set<Sha256> identities) {
    return up().findByIdentities(identities);
  }

  @Override
  public List<Content> archivedContents(String after, String before, int limit) {
    return up().archivedContents(after, before, limit);
  }

  @Override
  public List<MeasurementRow> search(MeasurementQuery query) {
    return up().search(query);
  }

  @Override
  public Map<String, Long> countSetAside(String stage) {
    return up().countSetAside(stage);
  }

  @Override
  public Ledger ledger() {
    return up().ledger();
  }

  @Override
  public boolean isReachable() {
    return !down;
  }

  @Override
  public Map<String, Long> countByInput(
      String testName, String probeCc, OptionalLong probeAsn, Instant since, int limit) {
    return up().countByInput(testName, probeCc, probeAsn, since, limit);
  }

  @Override
  public Optional<String> findSetAside(String uid) {
    return up().findSetAside(uid);
  }

  @Override
  public long countedBefore() {
    return up().countedBefore();
  }

  @Override
  public List<String> notes() {
    return up().notes();
  }

  @Override
  public boolean needsRebuild() {
    return up().needsRebuild();
  }

  @Override
  public void markForRebuild() {
    up().markForRebuild();
  }

  @Override
  public void markRebuilt() {
    up().markRebuilt();
  }

  @Override
  public void close() {
    catalogue.close();
  }
}
