package org.holdfast.app.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.holdfast.edge.tls.CertificateWatch;
import org.holdfast.edge.tls.ServedCertificateCheck;
import org.holdfast.edge.tls.TlsFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at a listener's certificate every few seconds: takes a renewed one into use without a
/// restart, and now and then shakes hands with the listener to see that it is served.
final class TlsWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
  private static final int LOOKS_BETWEEN_CHECKS = 5;

  private final String listener;
  private final CertificateWatch files;
  private final ServedCertificateCheck served;
  private final Duration betweenLooks;
  private final Thread thread;

  private TlsWatch(
      String listener,
      CertificateWatch files,
      ServedCertificateCheck served,
      Duration betweenLooks) {
    this.listener = listener;
    this.betweenLooks = betweenLooks;
    this.files = files;
    this.served = served;
    this.thread = Thread.ofVirtual().name("tls-watch-" + listener).unstarted(this::watch);
  }

  /// Starts one for each listener with TLS, and tells `readiness` what they find.
  static List<TlsWatch> startAll(
      List<ListenerOptions> listeners,
      EdgeServer server,
      Clock clock,
      MeterRegistry meters,
      Readiness readiness) {
    return startAll(listeners, server, clock, meters, readiness, BETWEEN_LOOKS);
  }

  /// Likewise, with another pause than the usual one.
  static List<TlsWatch> startAll(
      List<ListenerOptions> listeners,
      EdgeServer server,
      Clock clock,
      MeterRegistry meters,
      Readiness readiness,
      Duration betweenLooks) {
    List<TlsWatch> watches = new ArrayList<>();
    for (ListenerOptions listener : listeners) {
      if (listener.tls().isPresent()) {
        String name = listener.name();
        TlsFiles files = listener.tls().get();
        URI url = server.url(name);
        TlsWatch watch =
            new TlsWatch(
                name,
                new CertificateWatch(name, files, server.tls(name).orElseThrow(), clock, meters),
                new ServedCertificateCheck(
                    name, files, new InetSocketAddress(url.getHost(), url.getPort()), meters),
                betweenLooks);
        readiness.addCondition(watch::waitsFor);
        readiness.addNote(watch::notes);
        watch.thread.start();
        watches.add(watch);
      }
    }
    return watches;
  }

  private void watch() {
    try {
      for (int looks = 0; true; looks++) {
        look(looks % LOOKS_BETWEEN_CHECKS == 0);
        Thread.sleep(betweenLooks);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void look(boolean checkDue) {
    try {
      boolean isNew = files.look();
      if ((isNew || checkDue) && !files.isAwaited()) {
        served.look();
      }
    } catch (RuntimeException e) {
      // Thrown on, it would end the watch for good.
      LOG.error("The certificate of listener {} cannot be looked at", listener, e);
    }
  }

  private List<String> waitsFor() {
    return files.isAwaited()
        ? List.of("listener " + listener + ": its certificate is not issued yet")
        : List.of();
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    files
        .refusal()
        .ifPresent(why -> notes.add("listener " + listener + ": certificate refused: " + why));
    served
        .difference()
        .ifPresent(what -> notes.add("listener " + listener + ": certificate: " + what));
    return notes;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
