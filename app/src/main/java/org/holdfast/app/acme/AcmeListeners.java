package org.holdfast.app.acme;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.holdfast.app.config.AcmeConfig;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.holdfast.edge.tls.TlsFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the certificates of all listeners that get theirs from an authority, each on a thread of
/// its own, from the start until [#close].
///
/// | meter | tags | meaning |
/// |---|---|---|
/// | `holdfast.tls.acme.failing` | `listener` | 1 while the last attempt to obtain a certificate failed |
/// | `holdfast.tls.acme.issued` | `listener` | certificates issued to this process |
public final class AcmeListeners implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AcmeListeners.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

  private final AcmeDirectory directory;
  private final Map<String, Renewal> renewals = new TreeMap<>();
  private final Map<String, Counter> issued = new TreeMap<>();
  private final List<Thread> threads = new ArrayList<>();

  private AcmeListeners(AcmeDirectory directory) {
    this.directory = directory;
  }

  /// Asks nobody yet; see [#start].
  ///
  /// @param byListener what the listeners that want a certificate say, by their names
  /// @param data the data directory, which exists
  public static AcmeListeners create(
      Map<String, AcmeConfig> byListener,
      Path data,
      Clock clock,
      RandomGenerator random,
      MeterRegistry meters) {
    AcmeListeners listeners = new AcmeListeners(new AcmeDirectory(data.resolve("acme")));
    byListener.forEach((name, config) -> listeners.add(name, config, clock, random, meters));
    return listeners;
  }

  private void add(
      String name, AcmeConfig config, Clock clock, RandomGenerator random, MeterRegistry meters) {
    Renewal renewal = new Renewal(name, config, directory, clock, random);
    renewals.put(name, renewal);
    issued.put(name, meters.counter("holdfast.tls.acme.issued", "listener", name));
    Gauge.builder("holdfast.tls.acme.failing", renewal, r -> r.failure().isPresent() ? 1 : 0)
        .tag("listener", name)
        .strongReference(true)
        .register(meters);
  }

  /// The pair of a listener, which may come later.
  public TlsFiles files(String listener) {
    return TlsFiles.issued(directory.pair(listener), directory);
  }

  /// What an authority asks that validates over plain HTTP (RFC 8555 section 8.3); no routes where
  /// no listener gets its certificate from one.
  public Routes routes() {
    Routes.Builder routes = Routes.builder();
    if (!renewals.isEmpty()) {
      routes.get(
          "/.well-known/acme-challenge/{token}",
          request ->
              directory
                  .httpAnswer(request.pathParameter("token"))
                  .map(answer -> Reply.text(200, "application/octet-stream", answer))
                  .orElseGet(() -> Refusal.framework(404, "Not Found").toReply()));
    }
    return routes.build();
  }

  /// Begins to look after the certificates. To be called once the listeners are open, as they
  /// answer the authority's validations.
  public void start() {
    renewals.forEach(
        (name, renewal) ->
            threads.add(
                Thread.ofVirtual().name("acme-" + name).start(() -> keepLooking(name, renewal))));
  }

  private void keepLooking(String name, Renewal renewal) {
    try {
      while (true) {
        if (renewal.look()) {
          Objects.requireNonNull(issued.get(name)).increment();
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /// What is not as it should be, for people.
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    renewals.forEach(
        (name, renewal) ->
            renewal
                .failure()
                .ifPresent(
                    why -> notes.add("listener " + name + ": certificate not renewed: " + why)));
    return notes;
  }

  /// Ends what is under way; an order that was begun is left to expire.
  @Override
  public void close() throws InterruptedException {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      if (!thread.join(ENDS_WITHIN)) {
        LOG.warn("{} does not end", thread.getName());
      }
    }
  }
}
