package org.holdfast.edge.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.holdfast.edge.Routes;
import org.holdfast.edge.socket.ReuseportSteering;
import org.holdfast.edge.tls.TlsIdentity;
import org.holdfast.edge.tls.UnusableCertificateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves one table of routes on one or more listeners, HTTP/1.1 and HTTP/2, each request on a
/// virtual thread of its own. Thread-safe.
public final class EdgeServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EdgeServer.class);

  /// Jetty's default of 200 hangs new requests behind slow uploads.
  private static final int TASKS_MAX = 20_000;

  private static final Duration CLOSE_WAITS = Duration.ofSeconds(10);

  private final Server jetty;
  private final Map<Connector, ServedListener> listeners;
  private final Drain drain;
  private final ConnectionSweeper sweeper;
  private final List<BoundListener> bound;

  private EdgeServer(
      Server jetty,
      Map<Connector, ServedListener> listeners,
      Drain drain,
      ConnectionSweeper sweeper) {
    this.jetty = jetty;
    this.listeners = listeners;
    this.drain = drain;
    this.sweeper = sweeper;
    this.bound = listeners.values().stream().map(ServedListener::bound).toList();
  }

  /// Starts with the standard limits.
  ///
  /// @throws IOException if an address cannot be bound; nothing is left open then
  /// @throws UnusableCertificateException if a listener's certificate or key cannot be served
  public static EdgeServer start(
      List<ListenerOptions> listeners, Routes routes, MeterRegistry meters)
      throws IOException, UnusableCertificateException {
    return start(listeners, routes, meters, EdgeLimits.standard());
  }

  /// Starts with limits of its own.
  ///
  /// @throws IOException if an address cannot be bound; nothing is left open then
  /// @throws UnusableCertificateException if a listener's certificate or key cannot be served
  public static EdgeServer start(
      List<ListenerOptions> listeners, Routes routes, MeterRegistry meters, EdgeLimits limits)
      throws IOException, UnusableCertificateException {
    List<ListenerOptions> fitting = FittingBodies.of(listeners, limits.bodyBytes());
    var held = new HeldBytes(limits.bodyBytes(), FittingBodies.largest(fitting));
    var underWay = SharedBudget.of(limits.requests());
    var groups = new SourceGroups(limits.crowds());
    String names = listeners.stream().map(ListenerOptions::name).collect(Collectors.joining("+"));
    var metrics = new EdgeMetrics(meters, names, held, underWay);
    var drain = new Drain();
    var jetty = new Server(new VirtualThreadPool(TASKS_MAX));
    jetty.setErrorHandler(new JsonErrors(metrics));
    // We drain ourselves; Jetty's way closes connections in the middle of a report.
    jetty.setStopTimeout(0);

    Map<Connector, ServedListener> created = new LinkedHashMap<>();
    for (ListenerOptions options : fitting) {
      Optional<TlsIdentity> tls = Optional.empty();
      if (options.tls().isPresent()) {
        tls = Optional.of(TlsIdentity.open(options.tls().get()));
      }
      var setting = new Exchange.Setting(routes, options, held, underWay, groups, drain, metrics);
      ServedListener listener = ServedListener.create(jetty, setting, limits, tls);
      jetty.addConnector(listener.connector());
      created.put(listener.connector(), listener);
    }
    jetty.setHandler(new ExchangeHandler(created, drain));
    startOrStop(jetty);
    return new EdgeServer(jetty, created, drain, ConnectionSweeper.start(created.values()));
  }

  private static void startOrStop(Server jetty) throws IOException {
    try {
      jetty.start();
    } catch (Exception e) {
      stop(jetty);
      throw e instanceof IOException io ? io : new IOException("the server cannot start", e);
    }
  }

  /// What was listened on from the start, in the order given.
  public List<BoundListener> listeners() {
    return bound;
  }

  /// The URL of a listener.
  ///
  /// @throws IllegalArgumentException if there is none of that name
  public URI url(String name) {
    return bound.stream()
        .filter(listener -> listener.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no listener is named " + name))
        .url();
  }

  /// The TLS identity of a listener, to be replaced when its files change; empty for a plain one.
  public Optional<TlsIdentity> tls(String name) {
    return listeners.values().stream()
        .filter(listener -> listener.setting().listener().name().equals(name))
        .findFirst()
        .flatMap(ServedListener::tls);
  }

  /// Sees to it that new connections to all listeners come here, although a successor will listen
  /// beside us. To be called before it does.
  ///
  /// @return why that cannot be had, if so: the two will share new connections then
  public Optional<String> keepNewConnections() {
    return steer(ReuseportSteering.FIRST);
  }

  /// Leaves new connections to a successor that listens on the same addresses, and tells those that
  /// are open that they end: with `Connection: close` in their next answer (but not in the middle
  /// of a report, U8) or with GOAWAY. Nothing is closed, and what still waits to be accepted here
  /// is served. [#keepServing()] takes it back, [#drain(Duration)] goes on with it.
  ///
  /// @return why new connections cannot be left to the successor, if so: it has a share of them
  public Optional<String> beginHandOver() {
    Optional<String> problem = steer(ReuseportSteering.SECOND);
    drain.enterPhase(Drain.Phase.HANDING_OVER);
    listeners.values().forEach(ConnectionSweeper::sweep);
    return problem;
  }

  /// Takes a hand-over back: new connections come here again and stay.
  ///
  /// @return why they cannot be had all, if so
  public Optional<String> keepServing() {
    drain.enterPhase(Drain.Phase.SERVING);
    return steer(ReuseportSteering.FIRST);
  }

  /// Lets a successor that listens on the same addresses have a share of the new connections, so
  /// that it does not meet all of them cold. [#keepServing()] takes it back, [#beginHandOver()]
  /// leaves the rest to it.
  ///
  /// @param share from 0 to 1
  /// @return why that cannot be had, if so
  public Optional<String> shareNewConnections(double share) {
    return onEachPort(port -> ReuseportSteering.share(port, share));
  }

  private Optional<String> steer(int place) {
    return onEachPort(port -> ReuseportSteering.steer(port, place));
  }

  private Optional<String> onEachPort(IntFunction<Optional<String>> act) {
    return bound.stream().flatMap(listener -> act.apply(listener.port()).stream()).findFirst();
  }

  /// After [#beginHandOver()]: accepts no connections any more; those that are open end as they are
  /// told to, idle ones as they always would. Go on with [#drain(Duration)] or [#close()] when
  /// [#connectionsOpen()] is 0 or patience is at its end.
  public void finishHandOver() {
    drain.enterPhase(Drain.Phase.HANDING_OVER);
    listeners.values().forEach(ServedListener::stopListening);
  }

  /// Stops as gently as a client could wish: accepts no connections, answers every request on open
  /// ones, announces the end with `Connection: close` (but not in the middle of a report, U8) or
  /// GOAWAY, closes idle connections after [Deadlines#drainIdle()], and returns when all are closed
  /// or the time is over. Call [#close()] afterwards.
  ///
  /// @return whether every connection ended by itself
  public boolean drain(Duration atMost) throws InterruptedException {
    beginDrain();
    long end = System.nanoTime() + atMost.toNanos();
    while (connectionsOpen() > 0) {
      if (System.nanoTime() > end) {
        log.warn("{} connections are still open after draining for {}", connectionsOpen(), atMost);
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return true;
  }

  private void beginDrain() {
    drain.enterPhase(Drain.Phase.STOPPING);
    listeners.values().forEach(ServedListener::stopListening);
    listeners.values().forEach(ConnectionSweeper::sweep);
  }

  /// How many connections are open.
  public int connectionsOpen() {
    return listeners.keySet().stream().mapToInt(c -> c.getConnectedEndPoints().size()).sum();
  }

  /// Stops: answers the requests that are under way (for at most 10 s), then closes every
  /// connection.
  @Override
  public void close() {
    beginDrain();
    try {
      drain.awaitQuiet(System.nanoTime() + CLOSE_WAITS.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sweeper.close();
      stop(jetty);
    }
  }

  private static void stop(Server jetty) {
    try {
      jetty.stop();
    } catch (Exception e) {
      log.warn("the HTTP server did not stop cleanly", e);
    }
  }
}
