package org.holdfast.app.issuer;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.edge.watch.UnusableFileException;

/// What would be wrong with an issuer's files at a start, for `check-config`.
public final class IssuerCheck {
  private IssuerCheck() {}

  /// A file that is read to see whether it can be.
  private interface Reading {
    Object read() throws IOException, UnusableFileException;
  }

  /// @return empty if nothing is wrong, or there are no files
  public static List<String> problems(HoldfastConfig config, Clock clock) {
    IssuerDirectory files = new IssuerDirectory(config.credentialsDirectory());
    List<String> problems = new ArrayList<>();
    config
        .credentials()
        .policy()
        .ifPresent(policy -> problems.addAll(problem(() -> IssuerSources.readPolicy(policy))));
    if (Files.exists(files.keysFile())) {
      problems.addAll(problem(() -> currentKey(files, clock.instant())));
      problems.addAll(problem(files::readLogKey));
      problems.addAll(problem(files::readLog));
    }
    return problems;
  }

  private static String currentKey(IssuerDirectory files, Instant now)
      throws IOException, UnusableFileException {
    try (KeyRing ring = files.readKeys()) {
      return ring.current(now).orElseThrow().id();
    }
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
}
