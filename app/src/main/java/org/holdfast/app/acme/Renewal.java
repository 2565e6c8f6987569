package org.holdfast.app.acme;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.app.config.AcmeConfig;
import org.holdfast.edge.tls.PemIdentity;
import org.holdfast.journal.durable.ProcessLock;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one listener's certificate fresh: at each [#look] asks the authority for one if none is
/// there, two thirds of its life are over, or it is for other domains. Of several processes on one
/// data directory one asks; the others find the file. After a failure the authority is left alone
/// for a while ([Backoff]), and what is there goes on being served.
///
/// One thread looks; any may ask.
final class Renewal {
  private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
  private static final int DNS_NAME = 2;

  private final String listener;
  private final AcmeConfig config;
  private final AcmeDirectory directory;
  private final Clock clock;
  private final RandomGenerator random;

  private Optional<X509Certificate> known = Optional.empty();
  private Instant due = Instant.MIN;
  private Instant notBefore = Instant.MIN;
  private int failures;
  private volatile Optional<String> failure = Optional.empty();

  Renewal(
      String listener,
      AcmeConfig config,
      AcmeDirectory directory,
      Clock clock,
      RandomGenerator random) {
    this.listener = listener;
    this.config = config;
    this.directory = directory;
    this.clock = clock;
    this.random = random;
  }

  /// Looks whether there is something to do and does it, which may take minutes.
  ///
  /// @return whether a certificate was issued to us
  boolean look() throws InterruptedException {
    Instant now = clock.instant();
    if (now.isBefore(notBefore)) {
      return false;
    }
    try {
      directory.prepare();
      if (!isDue(now)) {
        settle();
        return false;
      }
      Optional<ProcessLock> lock = directory.tryLock(listener);
      if (lock.isEmpty()) {
        return false;
      }
      try (AutoCloseable _ = lock.get()) {
        // Another process may have been done just before the lock was ours.
        if (!isDue(now)) {
          settle();
          return false;
        }
        LOG.info("Listener {}: asking {} for a certificate", listener, config.directory());
        new CertificateOrder(config, directory).fulfil(listener);
        if (isDue(clock.instant())) {
          // Asked again at once, the authority would do the same for ever.
          throw new AcmeException("what was issued is not what was asked for, or outlived already");
        }
        settle();
        return true;
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      fail(now, e);
      return false;
    }
  }

  private boolean isDue(Instant now) throws IOException {
    Optional<X509Certificate> leaf = directory.issued(listener).map(Renewal::leaf);
    if (leaf.isEmpty()) {
      return true;
    }
    if (!leaf.equals(known)) {
      known = leaf;
      due = RenewalTime.of(leaf.get(), random);
      LOG.info("Listener {}: the certificate is renewed from {} on", listener, due);
    }
    return now.isAfter(due) || !namesOf(leaf.get()).containsAll(config.domains());
  }

  private static X509Certificate leaf(PemIdentity identity) {
    return identity.chain().getFirst();
  }

  private static Set<String> namesOf(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return Stream.ofNullable(names)
          .flatMap(Collection::stream)
          .filter(name -> Integer.valueOf(DNS_NAME).equals(name.getFirst()))
          .map(name -> String.valueOf(name.getLast()))
          .collect(Collectors.toUnmodifiableSet());
    } catch (CertificateParsingException e) {
      return Set.of();
    }
  }

  private void settle() {
    failures = 0;
    failure = Optional.empty();
  }

  private void fail(Instant now, Exception e) {
    failures++;
    Instant again = now.plus(Backoff.after(failures, random));
    if (e instanceof AcmeRateLimitedException limited) {
      again = limited.getRetryAfter().filter(again::isBefore).orElse(again);
    }
    notBefore = again;
    // The authority's own words may name addresses; they go to the log, which blots them out.
    failure =
        Optional.of(e instanceof AcmeException ? "the authority did not issue it" : "files: " + e);
    LOG.warn(
        "Listener {}: no certificate from {} ({} failures in a row); again from {} on: {}",
        listener,
        config.directory(),
        failures,
        again,
        e.toString());
  }

  /// Why the last attempt failed; empty if it did not.
  Optional<String> failure() {
    return failure;
  }
}
