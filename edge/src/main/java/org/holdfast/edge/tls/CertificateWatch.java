package org.holdfast.edge.tls;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a renewed certificate into use: at each [#look] the pair on disk is read, and served if it
/// differs from the one that is and is fit for it. A pair that is mismatched, expired, unreadable
/// or incomplete is refused and the old one kept.
///
/// | gauge | tags | meaning |
/// |---|---|---|
/// | `holdfast.tls.certificate.refused` | `listener` | 1 while the files hold a pair that is not fit to be served |
/// | `holdfast.tls.certificate.days.left` | `listener` | until what is served expires; `NaN` without any |
///
/// One thread looks; any may ask.
public final class CertificateWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final double SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

  private final String listener;
  private final TlsFiles files;
  private final TlsIdentity identity;
  private final Clock clock;
  private volatile Optional<String> refusal = Optional.empty();

  public CertificateWatch(
      String listener, TlsFiles files, TlsIdentity identity, Clock clock, MeterRegistry meters) {
    this.listener = listener;
    this.files = files;
    this.identity = identity;
    this.clock = clock;
    Gauge.builder("holdfast.tls.certificate.refused", this, w -> w.refusal().isPresent() ? 1 : 0)
        .tag("listener", listener)
        .strongReference(true)
        .register(meters);
    Gauge.builder("holdfast.tls.certificate.days.left", this, CertificateWatch::daysLeft)
        .tag("listener", listener)
        .strongReference(true)
        .register(meters);
  }

  /// Looks at the files once.
  ///
  /// @return whether another certificate is served from now on
  public boolean look() {
    if (isAwaited() && !Files.exists(files.certificate())) {
      return false;
    }
    try {
      // Always read, as a pair becomes unfit by waiting, and fit again by old files put back.
      PemIdentity found = PemIdentity.read(files);
      Optional<String> fault = ChainRules.fault(found.chain(), clock.instant());
      if (fault.isPresent()) {
        refuse(files.certificate() + " " + fault.get());
        return false;
      }
      boolean isNew = identity.current().filter(c -> c.chain().equals(found.chain())).isEmpty();
      if (isNew) {
        identity.replace(found);
        LOG.info("Listener {} serves a new certificate: {}", listener, found);
      } else if (refusal.isPresent()) {
        LOG.info("Listener {}: the files hold what is served again", listener);
      }
      refusal = Optional.empty();
      return isNew;
    } catch (UnusableCertificateException e) {
      refuse(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void refuse(String reason) {
    if (!refusal.equals(Optional.of(reason))) {
      LOG.error("Listener {} does not take the certificate on disk: {}", listener, reason);
    }
    refusal = Optional.of(reason);
  }

  /// Whether there is nothing to serve yet, because an authority has still to issue it.
  public boolean isAwaited() {
    return identity.current().isEmpty() && files.validation().isPresent();
  }

  /// Why the pair on disk is not fit to be served; empty if it is.
  public Optional<String> refusal() {
    return refusal;
  }

  private double daysLeft() {
    return identity
        .current()
        .map(c -> c.chain().getFirst().getNotAfter().toInstant())
        .map(end -> Duration.between(clock.instant(), end).toSeconds() / SECONDS_PER_DAY)
        .orElse(Double.NaN);
  }
}
