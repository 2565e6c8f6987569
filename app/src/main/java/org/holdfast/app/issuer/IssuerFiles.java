package org.holdfast.app.issuer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.collector.credential.Edition;
import org.holdfast.collector.credential.Issuance;
import org.holdfast.collector.credential.SubmissionPolicies;
import org.holdfast.credentials.keyring.IssuerKey;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.transparency.LogEntry;
import org.holdfast.credentials.transparency.LogKey;
import org.holdfast.credentials.transparency.ParameterLog;
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

  private Optional<Sources> sources = Optional.empty();
  private Instant nextReckoning = Instant.MIN;
  private String noted = "";
  private Optional<String> policyFault = Optional.empty();
  private boolean isClosed;

  /// Those whose secrets are in memory: the one that was read last, and the one that is in force.
  private final Set<KeyRing> rings = new HashSet<>();

  /// What was read last, and from which versions of the files.
  private record Sources(
      List<Optional<FileVersion>> versions,
      KeyRing ring,
      SubmissionPolicies policies,
      Optional<LogKey> logKey,
      ParameterLog log) {}

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
    issuer.looks = Optional.of(PeriodicLook.start("issuer-files", LOOKED_AT_EVERY, issuer::look));
    return issuer;
  }

  /// What would be wrong with the files at a start, for `check-config`; empty if nothing is, or
  /// there are none.
  public static List<String> problems(HoldfastConfig config, Clock clock) {
    IssuerFiles issuer =
        new IssuerFiles(
            new IssuerDirectory(config.credentialsDirectory()),
            config.credentials().policy(),
            config.credentials().replacedFor(),
            clock);
    List<String> problems = new ArrayList<>();
    if (issuer.policyFile.isPresent()) {
      problems.addAll(
          problem(() -> issuer.readPolicy(issuer.policyFile.get(), SubmissionPolicies.DEFAULT)));
    }
    if (Files.exists(issuer.files.keysFile())) {
      problems.addAll(problem(() -> issuer.currentKey(clock.instant())));
      problems.addAll(problem(issuer.files::readLogKey));
      problems.addAll(problem(issuer.files::readLog));
    }
    return problems;
  }

  private String currentKey(Instant now) throws IOException, UnusableFileException {
    try (KeyRing ring = files.readKeys()) {
      return ring.current(now).orElseThrow().id();
    }
  }

  private interface Reading {
    Object read() throws IOException, UnusableFileException;
  }

  private static List<String> problem(Reading reading) {
    try {
      var _ = reading.read();
      return List.of();
    } catch (NoSuchElementException e) {
      return List.of("credentials: issuer.keys has no key for now");
    } catch (UnusableFileException | IOException e) {
      return List.of("credentials: " + e.getMessage());
    }
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
    try {
      read();
      faults = policyFault.stream().map(fault -> "credentials: " + fault).toList();
    } catch (UnusableFileException | IOException e) {
      List<String> now = List.of("credentials: " + e.getMessage());
      if (!now.equals(faults)) {
        LOG.error("What was in force stays: {}", now);
      }
      faults = now;
    }
  }

  private void read() throws IOException, UnusableFileException {
    List<Optional<FileVersion>> versions = versions();
    if (sources.isEmpty() || !sources.get().versions().equals(versions)) {
      if (!Files.exists(files.keysFile())) {
        return;
      }
      sources = Optional.of(readSources(versions));
      nextReckoning = Instant.MIN;
    }
    Instant now = clock.instant();
    makeEntry(sources.orElseThrow(), now);
    // Keys and manifests also cease to be valid as time goes by.
    if (!now.isBefore(nextReckoning)) {
      Sources read = sources.orElseThrow();
      inForce = Issuance.of(read.ring(), read.log(), now, replacedFor);
      nextReckoning = now.plus(RECKONED_EVERY);
      closeAllBut(read.ring());
    }
  }

  private Sources readSources(List<Optional<FileVersion>> versions)
      throws IOException, UnusableFileException {
    KeyRing ring = files.readKeys();
    Optional<Sources> read = Optional.empty();
    try {
      read = Optional.of(readBeside(ring, versions));
      rings.add(ring);
      return read.get();
    } finally {
      if (read.isEmpty()) {
        ring.close();
      }
    }
  }

  private Sources readBeside(KeyRing ring, List<Optional<FileVersion>> versions)
      throws IOException, UnusableFileException {
    Optional<LogKey> logKey = files.readLogKey();
    Optional<ParameterLog> log = files.readLog();
    if (log.isEmpty() && logKey.isEmpty()) {
      throw new UnusableFileException("there is neither a parameters.log nor a log.key");
    }
    return new Sources(
        versions,
        ring,
        readPolicies(log),
        logKey,
        log.orElseGet(() -> ParameterLog.empty(logKey.orElseThrow().publicKey())));
  }

  /// Those of the file. If it cannot be used, those that are in force, or were when the last
  /// process ended.
  private SubmissionPolicies readPolicies(Optional<ParameterLog> log)
      throws IOException, UnusableFileException {
    policyFault = Optional.empty();
    if (policyFile.isEmpty()) {
      return SubmissionPolicies.DEFAULT;
    }
    try {
      return readPolicy(policyFile.get(), SubmissionPolicies.DEFAULT);
    } catch (IOException | UnusableFileException e) {
      Optional<LogEntry> last = log.flatMap(ParameterLog::last);
      if (sources.isEmpty() && last.isEmpty()) {
        throw e;
      }
      LOG.error("The policy in force stays: {}", e.getMessage());
      policyFault = Optional.of(String.valueOf(e.getMessage()));
      return sources.isPresent()
          ? sources.get().policies()
          : Edition.of(last.orElseThrow()).policies();
    }
  }

  private SubmissionPolicies readPolicy(Path file, SubmissionPolicies previous)
      throws IOException, UnusableFileException {
    try {
      return SubmissionPolicies.read(file, previous).value();
    } catch (NoSuchFileException e) {
      throw new UnusableFileException(file + " does not exist");
    } catch (UnusableFileException e) {
      throw new UnusableFileException(file + " " + e.getMessage());
    }
  }

  /// Notes what is to be served from now on, once for each change of key or policy: while one
  /// process hands over to another that reads another policy, they must not take turns.
  private void makeEntry(Sources read, Instant now) throws IOException, UnusableFileException {
    Optional<IssuerKey> key = read.ring().current(now);
    if (key.isEmpty()) {
      throw new UnusableFileException("issuer.keys has no key for now");
    }
    String payload = Edition.payload(read.policies(), key.get().keys().parameters());
    // A log without entries was begun anew by the operator.
    boolean isNoted = payload.equals(noted) && read.log().last().isPresent();
    if (read.logKey().isEmpty() || isNoted) {
      return;
    }
    IssuerDirectory.Grown grown = files.append(read.logKey().get(), now, payload);
    List<Optional<FileVersion>> versions =
        List.of(read.versions().get(0), Optional.of(grown.version()), read.versions().get(2));
    sources =
        Optional.of(
            new Sources(versions, read.ring(), read.policies(), read.logKey(), grown.log()));
    nextReckoning = Instant.MIN;
    noted = payload;
    LOG.info("Manifest {} is in force", LogEntry.version(payload));
  }

  private List<Optional<FileVersion>> versions() throws IOException {
    return List.of(
        version(files.keysFile()),
        version(files.logFile()),
        policyFile.isPresent() ? version(policyFile.get()) : Optional.empty());
  }

  private static Optional<FileVersion> version(Path file) throws IOException {
    try {
      return Optional.of(FileVersion.of(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
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
