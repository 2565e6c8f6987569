package org.holdfast.app.issuer;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.collector.credential.Edition;
import org.holdfast.collector.credential.SubmissionPolicies;
import org.holdfast.credentials.keyring.IssuerKey;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.transparency.LogEntry;
import org.holdfast.credentials.transparency.LogKey;
import org.holdfast.credentials.transparency.ParameterLog;
import org.holdfast.edge.watch.FileVersion;
import org.holdfast.edge.watch.UnusableFileException;

/// What an issuer's files said when they were read last.
///
/// @param versions of keys, log, key of the log and policy, in this order
/// @param logKey on one machine of a fleet
/// @param policyFault why `policies` are not those of the file
record IssuerSources(
    List<Optional<FileVersion>> versions,
    KeyRing ring,
    SubmissionPolicies policies,
    Optional<LogKey> logKey,
    ParameterLog log,
    Optional<String> policyFault) {
  /// A policy, and what is wrong with its file if it is an older one.
  private record Policy(SubmissionPolicies policies, Optional<String> fault) {}

  /// Reads all of them. If the policy cannot be used, that is taken which is in force, or was when
  /// the last process ended.
  ///
  /// @param versions as of before
  /// @param previous what was read before
  static IssuerSources read(
      IssuerDirectory files,
      Optional<Path> policyFile,
      List<Optional<FileVersion>> versions,
      Optional<IssuerSources> previous)
      throws IOException, UnusableFileException {
    KeyRing ring = files.readKeys();
    boolean isRead = false;
    try {
      Optional<LogKey> logKey = files.readLogKey();
      Optional<ParameterLog> log = files.readLog();
      if (log.isEmpty() && logKey.isEmpty()) {
        throw new UnusableFileException("there is neither a parameters.log nor a log.key");
      }
      Policy policy =
          readPolicy(
              policyFile,
              previous
                  .map(IssuerSources::policies)
                  .or(() -> log.flatMap(ParameterLog::last).flatMap(IssuerSources::policies)));
      IssuerSources read =
          new IssuerSources(
              versions,
              ring,
              policy.policies(),
              logKey,
              log.orElseGet(() -> ParameterLog.empty(logKey.orElseThrow().publicKey())),
              policy.fault());
      isRead = true;
      return read;
    } finally {
      if (!isRead) {
        ring.close();
      }
    }
  }

  private static Policy readPolicy(Optional<Path> file, Optional<SubmissionPolicies> inForce)
      throws IOException, UnusableFileException {
    if (file.isEmpty()) {
      return new Policy(SubmissionPolicies.DEFAULT, Optional.empty());
    }
    try {
      return new Policy(readPolicy(file.get()), Optional.empty());
    } catch (IOException | UnusableFileException e) {
      if (inForce.isEmpty()) {
        throw e;
      }
      return new Policy(inForce.get(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /// Reads the file of the policy.
  static SubmissionPolicies readPolicy(Path file) throws IOException, UnusableFileException {
    try {
      return SubmissionPolicies.read(file, SubmissionPolicies.DEFAULT).value();
    } catch (NoSuchFileException e) {
      throw new UnusableFileException(file + " does not exist");
    } catch (UnusableFileException e) {
      throw new UnusableFileException(file + " " + e.getMessage());
    }
  }

  private static Optional<SubmissionPolicies> policies(LogEntry served) {
    try {
      return Optional.of(Edition.of(served).policies());
    } catch (UnusableFileException e) {
      return Optional.empty();
    }
  }

  /// The versions on disk now.
  static List<Optional<FileVersion>> versions(IssuerDirectory files, Optional<Path> policyFile)
      throws IOException {
    return List.of(
        version(files.keysFile()),
        version(files.logFile()),
        version(files.logKeyFile()),
        policyFile.isPresent() ? version(policyFile.get()) : Optional.empty());
  }

  private static Optional<FileVersion> version(Path file) throws IOException {
    try {
      return Optional.of(FileVersion.of(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// What is to be served now.
  String payload(Instant now) throws UnusableFileException {
    Optional<IssuerKey> key = ring.current(now);
    if (key.isEmpty()) {
      throw new UnusableFileException("issuer.keys has no key for now");
    }
    return Edition.payload(policies, key.get().keys().parameters());
  }

  /// The same with the log as it is then.
  IssuerSources with(IssuerDirectory.Grown grown) {
    return new IssuerSources(
        List.of(versions.get(0), Optional.of(grown.version()), versions.get(2), versions.get(3)),
        ring,
        policies,
        logKey,
        grown.log(),
        policyFault);
  }
}
