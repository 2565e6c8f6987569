package org.holdfast.credentials.transparency;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everything an issuer has served as its parameters and policy, oldest first. Immutable; each
/// entry names the one before, so that who agrees on the last agrees on all.
///
/// As text: `holdfast-parameter-log 1 KEY`, KEY being the public key in base64, and a line for each
/// [LogEntry].
public final class ParameterLog {
  /// The most entries that are read.
  public static final int ENTRIES_MAX = 10_000;

  private static final String HEADING = "holdfast-parameter-log 1 ";

  private final String publicKey;
  private final List<LogEntry> entries;

  private ParameterLog(String publicKey, List<LogEntry> entries) {
    this.publicKey = publicKey;
    this.entries = List.copyOf(entries);
  }

  /// A log without entries.
  public static ParameterLog empty(String publicKey) {
    return new ParameterLog(publicKey, List.of());
  }

  /// Reads the text form and checks signatures, numbers and links.
  ///
  /// @throws BrokenLogException if one of them does not hold; says which
  public static ParameterLog parse(String text) throws BrokenLogException {
    List<String> lines = text.lines().limit(ENTRIES_MAX + 2L).toList();
    if (lines.isEmpty() || !lines.getFirst().startsWith(HEADING)) {
      throw new BrokenLogException("does not begin with '" + HEADING + "KEY'");
    }
    if (lines.size() > ENTRIES_MAX + 1) {
      throw new BrokenLogException("has more than " + ENTRIES_MAX + " entries");
    }
    String publicKey = lines.getFirst().substring(HEADING.length());
    List<LogEntry> entries = new ArrayList<>();
    String previous = LogEntry.NONE;
    for (String line : lines.subList(1, lines.size())) {
      LogEntry entry = LogEntry.parse(line);
      if (entry.epoch() != entries.size() + 1 || !entry.previous().equals(previous)) {
        throw new BrokenLogException("entry " + entry.epoch() + " does not follow the one before");
      }
      if (!LogKey.verifies(publicKey, entry.signedBytes(), entry.signature())) {
        throw new BrokenLogException("the signature of entry " + entry.epoch() + " does not hold");
      }
      entries.add(entry);
      previous = entry.digest();
    }
    return new ParameterLog(publicKey, entries);
  }

  /// The text form.
  public String text() {
    StringBuilder text = new StringBuilder(HEADING).append(publicKey).append('\n');
    entries.forEach(entry -> text.append(entry.text()).append('\n'));
    return text.toString();
  }

  /// The log with one entry more.
  ///
  /// @param key of this log
  /// @param payload what is served from now on
  public ParameterLog with(LogKey key, Instant now, String payload) {
    if (!key.publicKey().equals(publicKey)) {
      throw new IllegalArgumentException("the log is signed with another key");
    }
    String previous = last().map(LogEntry::digest).orElse(LogEntry.NONE);
    LogEntry unsigned =
        new LogEntry(
            entries.size() + 1, now.truncatedTo(ChronoUnit.SECONDS), previous, payload, "");
    List<LogEntry> more = new ArrayList<>(entries);
    more.add(
        new LogEntry(
            unsigned.epoch(),
            unsigned.time(),
            previous,
            payload,
            key.sign(unsigned.signedBytes())));
    return new ParameterLog(publicKey, more);
  }

  /// What its entries are verified with.
  public String publicKey() {
    return publicKey;
  }

  /// Oldest first.
  public List<LogEntry> entries() {
    return entries;
  }

  /// What is served now, if anything was ever.
  public Optional<LogEntry> last() {
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.getLast());
  }

  /// Whether the other log is this one, or what this one was earlier or will be later.
  public boolean isConsistentWith(ParameterLog other) {
    int common = Math.min(entries.size(), other.entries.size());
    return publicKey.equals(other.publicKey)
        && entries.subList(0, common).equals(other.entries.subList(0, common));
  }
}
