package org.holdfast.credentials.keyring;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.MismatchedKeysException;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.refusal.UndecodableException;

/// An issuer's keys, oldest first. Immutable.
///
/// The text form, which is a secret, has one line for each:
///
/// ```text
/// holdfast-issuer-keys 1
/// key FROM UNTIL SECRET PUBLIC
/// ```
///
/// FROM and UNTIL are instants as in `2026-11-22T10:00:00Z`, UNTIL `-` for a key that none has
/// followed; SECRET and PUBLIC the base64 of the protocol's sections 2.2 and 2.3. Lines that begin
/// with `#` are passed over.
public final class KeyRing {
  /// The most keys a ring may have: each that is not the current one can cost one more look at a
  /// proof that does not hold.
  public static final int KEYS_MAX = 8;

  private static final String HEADING = "holdfast-issuer-keys 1";
  private static final Codec CODEC = Codec.WIRE;

  private final List<IssuerKey> keys;

  private KeyRing(List<IssuerKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /// A ring with one key.
  public static KeyRing of(PrivateKey first, Instant now) {
    return new KeyRing(
        List.of(new IssuerKey(IssuerKeys.of(first), seconds(now), Optional.empty())));
  }

  /// Reads the text form.
  ///
  /// @throws UnusableKeyRingException if anything in it cannot be used; says which line
  public static KeyRing parse(String text) throws UnusableKeyRingException {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(HEADING)) {
      throw new UnusableKeyRingException("does not begin with '" + HEADING + "'");
    }
    List<IssuerKey> keys = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      IssuerKey key = parseLine(line, i + 1);
      if (!ids.add(key.id())) {
        throw new UnusableKeyRingException("line " + (i + 1) + ": the key stands twice");
      }
      keys.add(key);
    }
    if (keys.isEmpty() || keys.size() > KEYS_MAX) {
      throw new UnusableKeyRingException(
          "has " + keys.size() + " keys; a ring has 1 to " + KEYS_MAX);
    }
    return new KeyRing(keys);
  }

  private static IssuerKey parseLine(String line, int number) throws UnusableKeyRingException {
    String[] words = line.split(" ", -1);
    if (words.length != 5 || !words[0].equals("key")) {
      throw new UnusableKeyRingException(
          "line " + number + ": is not 'key FROM UNTIL SECRET PUBLIC'");
    }
    try {
      PrivateKey secret = PrivateKey.decode(CODEC, StrictBase64.decode("secret", words[3]));
      PublicParameters parameters =
          PublicParameters.decode(CODEC, StrictBase64.decode("public", words[4]));
      return new IssuerKey(
          IssuerKeys.of(secret, parameters),
          Instant.parse(words[1]),
          words[2].equals("-") ? Optional.empty() : Optional.of(Instant.parse(words[2])));
    } catch (DateTimeException e) {
      throw new UnusableKeyRingException(
          "line " + number + ": a time is not as 2026-11-22T10:00:00Z");
    } catch (UndecodableException | MismatchedKeysException e) {
      throw new UnusableKeyRingException("line " + number + ": " + e.getMessage());
    }
  }

  /// The text form; whoever has it can issue credentials.
  public String formatSecret() {
    StringBuilder text = new StringBuilder(HEADING).append('\n');
    for (IssuerKey key : keys) {
      text.append("key ")
          .append(key.from())
          .append(' ')
          .append(key.until().map(Instant::toString).orElse("-"))
          .append(' ')
          .append(StrictBase64.encode(key.keys().privateKey().encodeSecret(CODEC)))
          .append(' ')
          .append(StrictBase64.encode(key.keys().parameters().encode(CODEC)))
          .append('\n');
    }
    return text.toString();
  }

  /// All keys, oldest first.
  public List<IssuerKey> keys() {
    return keys;
  }

  /// The key credentials are issued under: of those whose time has come and not ended the one that
  /// came last. Empty if there is none.
  public Optional<IssuerKey> current(Instant now) {
    Optional<IssuerKey> current = Optional.empty();
    for (IssuerKey key : keys) {
      boolean usable = !key.from().isAfter(now) && key.isValid(now);
      if (usable && current.filter(c -> c.from().isAfter(key.from())).isEmpty()) {
        current = Optional.of(key);
      }
    }
    return current;
  }

  /// The key of these parameters, valid or not.
  public Optional<IssuerKey> find(PublicParameters parameters) {
    return keys.stream().filter(k -> k.keys().parameters().matches(parameters)).findFirst();
  }

  /// The ring with a new key.
  ///
  /// @param from when the new key begins to be used: late enough for every collector to have it
  /// @param overlap how long from then on credentials under the others are still accepted
  /// @throws UnusableKeyRingException if the ring is full
  public KeyRing rotated(PrivateKey next, Instant from, Duration overlap)
      throws UnusableKeyRingException {
    if (keys.size() == KEYS_MAX) {
      throw new UnusableKeyRingException(
          "has " + KEYS_MAX + " keys already; take ended ones out with 'credentials prune'");
    }
    Instant at = seconds(from);
    List<IssuerKey> more = new ArrayList<>();
    keys.forEach(key -> more.add(endingBy(key, at.plus(overlap))));
    more.add(new IssuerKey(IssuerKeys.of(next), at, Optional.empty()));
    return new KeyRing(more);
  }

  /// The way back: the ring in which an older key is the current one again, and those that had
  /// followed it are accepted for `overlap` yet.
  ///
  /// @throws UnusableKeyRingException if there is no such key
  public KeyRing returnedTo(String id, Instant now, Duration overlap)
      throws UnusableKeyRingException {
    if (keys.stream().noneMatch(key -> key.id().equals(id))) {
      throw new UnusableKeyRingException("has no key " + id);
    }
    Instant at = seconds(now);
    List<IssuerKey> changed = new ArrayList<>();
    Optional<IssuerKey> returned = Optional.empty();
    for (IssuerKey key : keys) {
      if (key.id().equals(id)) {
        returned = Optional.of(new IssuerKey(key.keys(), at, Optional.empty()));
      } else if (key.from().isAfter(at)) {
        // Never used yet: it will not be.
        changed.add(new IssuerKey(key.keys(), key.from(), Optional.of(at)));
      } else {
        changed.add(endingBy(key, at.plus(overlap)));
      }
    }
    returned.ifPresent(changed::add);
    return new KeyRing(changed);
  }

  /// The ring without the keys that ended before.
  public KeyRing pruned(Instant endedBefore) {
    return new KeyRing(
        keys.stream()
            .filter(key -> key.until().filter(until -> until.isBefore(endedBefore)).isEmpty())
            .toList());
  }

  private static IssuerKey endingBy(IssuerKey key, Instant end) {
    Instant until = key.until().filter(u -> u.isBefore(end)).orElse(end);
    return new IssuerKey(key.keys(), key.from(), Optional.of(until));
  }

  private static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public String toString() {
    return "KeyRing" + keys;
  }
}
