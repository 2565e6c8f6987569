package org.holdfast.app.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.Role;
import org.holdfast.app.config.Setting;
import org.holdfast.app.role.ApiRole;
import org.holdfast.app.role.BouncerRole;
import org.holdfast.app.role.CollectorRole;
import org.holdfast.app.role.PipelineRole;
import org.holdfast.collector.geo.MaxMindGeoDatabase;
import org.holdfast.edge.Routes;
import org.holdfast.edge.server.BoundListener;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.holdfast.edge.tls.UnusableCertificateException;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.FleetKey;
import org.holdfast.model.id.ReportIdMint;
import org.holdfast.pipeline.durable.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server: everything a configuration asks for, in one process. [#start] reads from top
/// to bottom in the order things are opened; [#close] drains and closes them in the reverse order.
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration FILES_LOOKED_AT_EVERY = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final OpenResources open;
  private final EdgeServer admin;
  private final EdgeServer listeners;
  private final Readiness readiness;
  private final Duration drain;

  private Server(
      OpenResources open,
      EdgeServer admin,
      EdgeServer listeners,
      Readiness readiness,
      Duration drain) {
    this.open = open;
    this.admin = admin;
    this.listeners = listeners;
    this.readiness = readiness;
    this.drain = drain;
  }

  /// Starts everything and returns when it serves. What is not there yet (a disk, a database) is
  /// waited for; the admin listener tells what.
  ///
  /// @param stop is asked while waiting, and given when the journal fails
  /// @throws StartException if waiting would not help
  /// @throws StopRequestedException if `stop` is given before everything is open
  public static Server start(
      ConfigFile.Loaded loaded, BuildInfo build, Clock clock, StopSignal stop)
      throws StartException, StopRequestedException, InterruptedException {
    OpenResources open = new OpenResources();
    boolean started = false;
    try {
      Server server = start(loaded, build, clock, stop, open);
      started = true;
      return server;
    } finally {
      if (!started) {
        open.close();
      }
    }
  }

  private static Server start(
      ConfigFile.Loaded loaded, BuildInfo build, Clock clock, StopSignal stop, OpenResources open)
      throws StartException, StopRequestedException, InterruptedException {
    HoldfastConfig config = loaded.config();
    logStart(build, loaded.settings());
    SecureRandom random = new SecureRandom();
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    AutoCloseable _ = open.add(meters::close);
    open.add(ProcessMetrics.start(meters));
    Readiness readiness = new Readiness();
    Waiting waiting = new Waiting(readiness, stop);
    EdgeServer admin =
        listen(
            open, List.of(Listeners.admin(config)), AdminRoutes.create(readiness, meters), meters);

    Path data =
        waiting.until(
            "data directory",
            () -> {
              // Durably: what is promised below it must not vanish with its name in a power loss.
              DurableFiles.createDirectories(config.data());
              return config.data();
            });
    LOG.info("Everything is kept in {}", data.toAbsolutePath());
    FleetKey key = fleetKey(config, waiting, random);
    ReportIdMint mint = new ReportIdMint(key, config.collector().id(), clock, random);
    GeoDatabase geo = geoDatabase(config, open);
    AtomicReference<List<URI>> ownUrls = new AtomicReference<>(List.of());

    Routes.Builder routes = Routes.builder().addAll(StatusRoutes.create(readiness, build));
    if (config.roles().contains(Role.BOUNCER)) {
      routes.addAll(BouncerRole.create(config, ownUrls::get, geo, mint, clock, random));
    }
    if (config.roles().stream().anyMatch(role -> role != Role.BOUNCER)) {
      Storage storage = Storage.open(config, open, waiting, stop, clock, meters);
      readiness.addCondition(storage::waitsFor);
      if (config.roles().contains(Role.COLLECTOR)) {
        routes.addAll(
            CollectorRole.start(
                config,
                storage.journal(),
                storage.catalogue()::findByIdentities,
                key,
                mint,
                geo,
                build.label(),
                clock,
                meters));
      }
      if (config.roles().contains(Role.PIPELINE)) {
        PipelineRole pipeline =
            open.add(
                PipelineRole.start(
                    config,
                    storage.journal(),
                    storage.catalogue(),
                    storage.archive(),
                    clock,
                    meters));
        readiness.addCondition(pipeline::waitsFor);
      }
      if (config.roles().contains(Role.API)) {
        routes.addAll(
            ApiRole.create(
                config, storage.journal(), storage.catalogue(), storage.archive(), clock));
      }
    }

    EdgeServer listeners = listen(open, Listeners.open(config), routes.build(), meters);
    ownUrls.set(Listeners.urls(config, listeners));
    readiness.started();
    return new Server(open, admin, listeners, readiness, config.deadlines().drain());
  }

  private static EdgeServer listen(
      OpenResources open, List<ListenerOptions> options, Routes routes, MeterRegistry meters)
      throws StartException {
    try {
      EdgeServer server = open.add(EdgeServer.start(options, routes, meters));
      for (ListenerOptions listener : options) {
        if (listener.tls().isPresent()) {
          open.add(
              TlsWatch.start(
                  listener.name(),
                  listener.tls().get(),
                  server.tls(listener.name()).orElseThrow(),
                  FILES_LOOKED_AT_EVERY));
        }
      }
      return server;
    } catch (IOException | UnusableCertificateException e) {
      String names = options.stream().map(ListenerOptions::name).collect(Collectors.joining(", "));
      throw new StartException("listener " + names + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static FleetKey fleetKey(HoldfastConfig config, Waiting waiting, SecureRandom random)
      throws StartException, StopRequestedException, InterruptedException {
    Optional<Path> configured = config.fleet().keyFile();
    Path file = configured.orElse(config.data().resolve("fleet.key"));
    KeyResult result =
        waiting.until(
            "fleet key",
            () -> {
              try {
                return new KeyResult.Usable(
                    configured.isPresent()
                        ? FleetKeyFile.read(file)
                        : FleetKeyFile.readOrGenerate(file, random));
              } catch (UnusableKeyException e) {
                return new KeyResult.Unusable(e);
              }
            });
    return switch (result) {
      case KeyResult.Usable(FleetKey key) -> key;
      case KeyResult.Unusable(UnusableKeyException e) ->
          throw new StartException(String.valueOf(e.getMessage()), e);
    };
  }

  private sealed interface KeyResult {
    record Usable(FleetKey key) implements KeyResult {}

    record Unusable(UnusableKeyException why) implements KeyResult {}
  }

  private static GeoDatabase geoDatabase(HoldfastConfig config, OpenResources open) {
    Optional<Path> file = config.collector().geoDatabase();
    return file.isPresent()
        ? open.add(MaxMindGeoDatabase.start(file.get(), FILES_LOOKED_AT_EVERY))
        : GeoDatabase.NONE;
  }

  private static void logStart(BuildInfo build, List<Setting> settings) {
    LOG.info("Starting {}", build.label());
    for (Setting setting : settings) {
      LOG.atInfo()
          .addKeyValue("key", setting.key())
          .addKeyValue("value", setting.value())
          .addKeyValue("default", setting.fallback())
          .log("setting");
    }
  }

  /// Waits until nothing is waited for, at most so long: a server whose catalogue or pipeline is
  /// not there yet takes measurements in all the same (I10).
  public void awaitReady(Duration atMost, StopSignal stop) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    List<String> waitsFor = readiness.waitsFor();
    while (!waitsFor.isEmpty() && System.nanoTime() < end && !stop.await(BETWEEN_LOOKS)) {
      waitsFor = readiness.waitsFor();
    }
    if (!waitsFor.isEmpty()) {
      LOG.warn("Serving, but still waiting for {}", waitsFor);
    }
  }

  /// The line that says where it serves: `ready public=URL admin=URL`, one `name=URL` per listener.
  public String readyLine() {
    StringBuilder line = new StringBuilder("ready");
    for (BoundListener listener : listeners.listeners()) {
      line.append(' ').append(listener.name()).append('=').append(listener.url());
    }
    return line.append(" admin=").append(admin.url(Listeners.ADMIN)).toString();
  }

  /// Stops listening, lets what has begun finish, then closes everything. What was acknowledged is
  /// durable already; nothing is hurried here for its sake.
  @Override
  public void close() {
    readiness.waitFor("stopping");
    LOG.info("Stopping; requests under way have {} to finish", drain);
    try {
      var _ = listeners.drain(drain);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.close();
    LOG.info("Stopped");
  }
}
