package org.holdfast.collector.credential;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.keyring.IssuerKey;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.transparency.LogEntry;
import org.holdfast.credentials.transparency.ParameterLog;
import org.holdfast.edge.watch.UnusableFileException;

/// What is in force at one moment: the manifest that is served, those that were served a little
/// while ago and are still good for a submission, and the keys behind them. Immutable, but that the
/// keys are overwritten some time after others took their place: see [#during].
public final class Issuance {
  /// A manifest and the key whose parameters stand in it.
  record Usable(Edition edition, IssuerKeys keys) {}

  private final Usable current;
  private final Map<String, Usable> usable = new HashMap<>();
  private final Map<String, IssuerKey> everServed = new HashMap<>();
  private final List<IssuerKeys> valid = new ArrayList<>();
  private final List<IssuerKeys> ended = new ArrayList<>();
  private final KeyRing ring;
  private final ParameterLog log;

  private Issuance(Usable current, KeyRing ring, ParameterLog log) {
    this.current = current;
    this.ring = ring;
    this.log = log;
  }

  /// What the last entry of the log puts in force.
  ///
  /// @param window how long a manifest that was replaced is still good for submissions
  /// @return empty if the log is
  /// @throws UnusableFileException if there is no valid key for the last entry
  public static Optional<Issuance> of(KeyRing ring, ParameterLog log, Instant now, Duration window)
      throws UnusableFileException {
    if (log.last().isEmpty()) {
      return Optional.empty();
    }
    Edition last = Edition.of(log.last().get());
    IssuerKey key =
        ring.find(last.parameters())
            .filter(k -> k.isValid(now))
            .orElseThrow(
                () -> new UnusableFileException("the key of the last entry is not there or ended"));
    Issuance issuance = new Issuance(new Usable(last, key.keys()), ring, log);
    for (IssuerKey each : ring.keys()) {
      if (each.isValid(now)) {
        issuance.valid.add(each.keys());
      } else {
        issuance.ended.add(each.keys());
      }
    }
    issuance.addServed(ring, now, window);
    return Optional.of(issuance);
  }

  private void addServed(KeyRing ring, Instant now, Duration window) throws UnusableFileException {
    List<LogEntry> entries = log.entries();
    for (int i = 0; i < entries.size(); i++) {
      Edition edition = Edition.of(entries.get(i));
      Optional<IssuerKey> key = ring.find(edition.parameters());
      if (key.isEmpty()) {
        continue;
      }
      everServed.put(edition.version(), key.get());
      boolean recent =
          i + 1 == entries.size() || entries.get(i + 1).time().plus(window).isAfter(now);
      if (recent && key.get().isValid(now)) {
        usable.put(edition.version(), new Usable(edition, key.get().keys()));
      }
    }
  }

  /// Works with the keys, which stay as they are until it is done.
  ///
  /// @return empty if they were overwritten before: others are in force now, or none
  public <T> Optional<T> during(Supplier<T> work) {
    return ring.during(work);
  }

  Usable current() {
    return current;
  }

  /// The version of the manifest that is served.
  public String version() {
    return current.edition().version();
  }

  /// What a submission may name.
  Optional<Usable> usable(String version) {
    return Optional.ofNullable(usable.get(version));
  }

  /// The key of a manifest that was ever served, valid or not.
  Optional<IssuerKey> everServed(String version) {
    return Optional.ofNullable(everServed.get(version));
  }

  /// Keys other than this one under which credentials are accepted.
  List<IssuerKeys> validBesides(IssuerKeys keys) {
    return valid.stream().filter(other -> other != keys).toList();
  }

  /// Keys under which they were accepted once.
  List<IssuerKeys> ended() {
    return List.copyOf(ended);
  }

  /// Everything that was ever in force.
  public ParameterLog log() {
    return log;
  }
}
