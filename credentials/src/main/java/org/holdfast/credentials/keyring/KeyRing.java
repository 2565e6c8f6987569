package org.holdfast.credentials.keyring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.key.PublicParameters;

/// An issuer's keys, oldest first. Immutable, but for [#close()].
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
public final class KeyRing implements AutoCloseable {
  /// The most keys a ring may have: each that is not the current one can cost one more look at a
  /// proof that does not hold.
  public static final int KEYS_MAX = 8;

  private final List<IssuerKey> keys;
  private final KeyCustody custody;

  private KeyRing(List<IssuerKey> keys) {
    this.keys = List.copyOf(keys);
    this.custody = new KeyCustody(keys.stream().map(IssuerKey::keys).toList());
  }

  /// A ring with one key.
  public static KeyRing of(PrivateKey first, Instant now) {
    return new KeyRing(
        List.of(new IssuerKey(IssuerKeys.of(first), seconds(now), Optional.empty())));
  }

  /// Reads the text form.
  ///
  /// @throws UnusableKeyRingException if anything in it cannot be used; says which line
  public static KeyRing parse(byte[] text) throws UnusableKeyRingException {
    return new KeyRing(KeyRingText.parse(text));
  }

  /// The text form; whoever has it can issue credentials.
  public byte[] formatSecret() {
    return KeyRingText.format(keys);
  }

  /// Works with the secrets, which stay as they are until it is done.
  ///
  /// @return empty if the ring was closed before
  public <T> Optional<T> during(Supplier<T> work) {
    return custody.during(work);
  }

  /// Overwrites the secrets as soon as nobody works with them any more. Rings that were made of
  /// this one have the same.
  @Override
  public void close() {
    custody.giveUp();
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
