package org.holdfast.app.issuer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.collector.credential.Issuance;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.transparency.LogEntry;
import org.holdfast.edge.watch.FileVersion;
import org.holdfast.edge.watch.PeriodicLook;
import org.holdfast.edge.watch.UnusableFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The issuer's files as a server uses them: looked at every second, so that a new key, a rotation
/// or another policy is in force without a restart. What is broken leaves in force what was (P60).
///
/// What is served stands in the log first. With the key of the log an entry is made here when key
/// or policy change; without it, as on all but one machine of a fleet, what the last entry says is
/// served, whatever the policy file says.
///
/// | gauge | meaning |
/// |---|---|
/// | `holdfast.credentials.refused` | 1 while a file is not fit to be used |
public final class IssuerFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IssuerFiles.class);
  private static final Duration LOOKED_AT_EVERY = Duration.ofSeconds(1);
  private static final Duration RECKONED_EVERY = Duration.ofSeconds(10);

  private final IssuerDirectory files;
  private final Optional<Path> policyFile;
  private final Duration replacedFor;
  private final Clock clock;
  private volatile Optional<Issuance> inForce = Optional.empty();
  private volatile List<String> faults = List.of();
  private Optional<PeriodicLook> looks = Optional.empty();

  private Optional<IssuerSources> sources = Optional.empty();
  private Instant nextReckoning = Instant.MIN;
  private String noted = "";
  private boolean isClosed;

  /// Those whose secrets are in memory: the one that was read last, and the one that is in force.
  private final Set<KeyRing> rings = new HashSet<>();

  private IssuerFiles(
      IssuerDirectory files, Optional<Path> policyFile, Duration replacedFor, Clock clock) {
    this.files = files;
    this.policyFile = policyFile;
    this.replacedFor = replacedFor;
    this.clock = clock;
  }

  /// Reads what is there and begins to watch it. What cannot be used is told by [#notes] and the
  /// gauge, and keeps nobody from starting: without a policy that can be read the last that was
  /// served goes on being served, and without keys none are issued.
  public static IssuerFiles start(HoldfastConfig config, Clock clock, MeterRegistry meters) {
    return start(config, clock, meters, LOOKED_AT_EVERY);
  }

  static IssuerFiles start(
      HoldfastConfig config, Clock clock, MeterRegistry meters, Duration lookedAtEvery) {
    var issuer =
        new IssuerFiles(
            new IssuerDirectory(config.credentialsDirectory()),
            config.credentials().policy(),
            config.credentials().replacedFor(),
            clock);
    Gauge.builder("holdfast.credentials.refused", issuer, i -> i.faults.isEmpty() ? 0 : 1)
        .strongReference(true)
        .register(meters);
    issuer.look();
    issuer.looks = Optional.of(PeriodicLook.start("issuer-files", lookedAtEvery, issuer::look));
    return issuer;
  }

  /// What is in force; empty while no credentials are issued.
  public Optional<Issuance> inForce() {
    return inForce;
  }

  /// What is wrong with the files.
  public List<String> notes() {
    return faults;
  }

  private synchronized void look() {
    if (isClosed) {
      return;
    }
    List<String> found = new ArrayList<>();
    fault(this::readAgain).ifPresent(found::add);
    sources.flatMap(IssuerSources::policyFault).ifPresent(found::add);
    fault(this::reckon).ifPresent(found::add);
    List<String> now = found.stream().distinct().map(fault -> "credentials: " + fault).toList();
    if (!now.isEmpty() && !now.equals(faults)) {
      LOG.error("What was in force stays: {}", now);
    }
    faults = now;
  }

  private interface Step {
    void take() throws IOException, UnusableFileException;
  }

  private static Optional<String> fault(Step step) {
    try {
      step.take();
      return Optional.empty();
    } catch (UnusableFileException | IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private void readAgain() throws IOException, UnusableFileException {
    List<Optional<FileVersion>> versions = IssuerSources.versions(files, policyFile);
    if (sources.isPresent() && sources.get().versions().equals(versions)) {
      return;
    }
    if (!Files.exists(files.keysFile())) {
      if (sources.isPresent()) {
        throw new UnusableFileException("issuer.keys is not there any more");
      }
      return;
    }
    IssuerSources read = IssuerSources.read(files, policyFile, versions, sources);
    rings.add(read.ring());
    sources = Optional.of(read);
    nextReckoning = Instant.MIN;
  }

  /// Keys begin and end, and manifests cease to be good, as time goes by: also while a file cannot
  /// be read.
  private void reckon() throws IOException, UnusableFileException {
    if (sources.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    makeEntry(sources.get(), now);
    if (!now.isBefore(nextReckoning)) {
      IssuerSources read = sources.get();
      inForce = Issuance.of(read.ring(), read.log(), now, replacedFor);
      nextReckoning = now.plus(RECKONED_EVERY);
      closeAllBut(read.ring());
    }
  }

  /// Notes what is to be served from now on, once for each change of key or policy: while one
  /// process hands over to another that reads another policy, they must not take turns.
  private void makeEntry(IssuerSources read, Instant now)
      throws IOException, UnusableFileException {
    String payload = read.payload(now);
    // A log without entries was begun anew by the operator.
    boolean isNoted = payload.equals(noted) && read.log().last().isPresent();
    if (read.logKey().isEmpty() || isNoted) {
      return;
    }
    sources = Optional.of(read.with(files.append(read.logKey().get(), now, payload)));
    nextReckoning = Instant.MIN;
    noted = payload;
    LOG.info("Manifest {} is in force", LogEntry.version(payload));
  }

  private void closeAllBut(KeyRing kept) {
    rings.stream().filter(ring -> ring != kept).forEach(KeyRing::close);
    rings.retainAll(Set.of(kept));
  }

  /// Stops looking. Nothing is in force any more, and the keys are overwritten as soon as nobody
  /// works with them.
  @Override
  public void close() {
    looks.ifPresent(PeriodicLook::close);
    overwrite();
  }

  private synchronized void overwrite() {
    isClosed = true;
    inForce = Optional.empty();
    rings.forEach(KeyRing::close);
    rings.clear();
  }
}
