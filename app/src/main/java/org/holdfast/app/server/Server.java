package org.holdfast.app.server;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.app.acme.AcmeListeners;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.Role;
import org.holdfast.app.config.Setting;
import org.holdfast.app.role.CatalogueCounts;
import org.holdfast.app.role.PipelineRole;
import org.holdfast.bouncer.testlist.MeasuredCounts;
import org.holdfast.collector.geo.MaxMindGeoDatabase;
import org.holdfast.edge.Routes;
import org.holdfast.edge.server.BoundListener;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.FleetKey;
import org.holdfast.model.id.ReportIdMint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server: everything a configuration asks for, in one process. [#start] reads from top
/// to bottom in the order things are opened; [#close] drains and closes them in the reverse order.
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration FILES_LOOKED_AT_EVERY = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final OpenResources open;
  private final Running running;
  private final Readiness readiness;
  private final StopSignal stop;
  private final HoldfastConfig config;
  private final Optional<FleetNode> node;
  private final HandOver handOver;

  private Server(
      OpenResources open,
      Running running,
      Readiness readiness,
      StopSignal stop,
      HoldfastConfig config,
      Optional<FleetNode> node,
      HandOver handOver) {
    this.open = open;
    this.running = running;
    this.readiness = readiness;
    this.stop = stop;
    this.config = config;
    this.node = node;
    this.handOver = handOver;
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
    return start(loaded, build, clock, stop, Optional.empty());
  }

  /// Likewise, as the successor of another process if that is given by its process id: it has a
  /// private listener besides, and stands by until the other one hands over.
  public static Server start(
      ConfigFile.Loaded loaded,
      BuildInfo build,
      Clock clock,
      StopSignal stop,
      Optional<Long> successorOf)
      throws StartException, StopRequestedException, InterruptedException {
    OpenResources open = new OpenResources();
    boolean started = false;
    try {
      Server server = start(loaded, build, clock, stop, successorOf, open);
      started = true;
      return server;
    } finally {
      if (!started) {
        open.close();
      }
    }
  }

  private static Server start(
      ConfigFile.Loaded loaded,
      BuildInfo build,
      Clock clock,
      StopSignal stop,
      Optional<Long> successorOf,
      OpenResources open)
      throws StartException, StopRequestedException, InterruptedException {
    HoldfastConfig config = loaded.config();
    logStart(build, loaded.settings());
    SecureRandom random = new SecureRandom();
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    AutoCloseable _ = open.add(meters::close);
    open.add(ProcessMetrics.start(meters));
    Readiness readiness = new Readiness();
    Waiting waiting = new Waiting(readiness, stop);
    AdminToken token = new AdminToken(config.admin().tokenFile());
    FleetAdminRoutes fleetAdmin = new FleetAdminRoutes(token, clock);
    EdgeServer admin =
        OpenListeners.admin(
            open,
            config,
            Routes.builder()
                .addAll(AdminRoutes.create(readiness, meters))
                .addAll(fleetAdmin.routes())
                .addAll(new UpgradeAdminRoutes(config, token).routes())
                .build(),
            meters);

    Path data = waiting.until("data directory", () -> DataDirectory.open(config));
    LOG.info("Everything is kept in {}", data.toAbsolutePath());
    FleetKey key = AwaitedFleetKey.read(config, waiting, random);
    ReportIdMint mint = new ReportIdMint(key, config.collector().id(), clock, random);
    GeoDatabase geo = geoDatabase(config, open);
    BusyMachine machine = new BusyMachine();
    AtomicReference<List<URI>> ownUrls = new AtomicReference<>(List.of());

    Foundation on =
        new Foundation(config, build, key, mint, geo, readiness, open, meters, clock, random);
    AtomicReference<MeasuredCounts> counts = new AtomicReference<>(MeasuredCounts.NONE);
    Routes.Builder routes = Routes.builder().addAll(StatusRoutes.create(readiness, build));
    if (config.roles().contains(Role.BOUNCER)) {
      routes.addAll(
          DiscoveryRoles.open(
              on, ownUrls::get, (country, asn) -> counts.get().of(country, asn), fleetAdmin));
    }
    Optional<PipelineRole> pipeline = Optional.empty();
    Routes privateRoutes = Routes.builder().build();
    if (config.roles().stream().anyMatch(role -> role != Role.BOUNCER)) {
      Storage storage = Storage.open(config, open, waiting, stop, clock, meters);
      readiness.addCondition(storage::waitsFor);
      readiness.addNote(storage::notes);
      counts.set(open.add(CatalogueCounts.start(storage.catalogue(), clock)));
      privateRoutes = CanaryRoutes.create(storage.catalogue());
      StorageRoles roles = StorageRoles.open(on, storage, successorOf.isPresent(), machine);
      routes.addAll(roles.routes());
      pipeline = roles.pipeline();
    }

    OnionServices onions = new OnionServices(config, random, meters);
    readiness.addNote(onions::notes);
    Optional<FleetNode> node =
        FleetNode.open(config, key, build, ownUrls::get, onions::addresses, meters, clock, random);
    node.ifPresent(n -> routes.addAll(n.routes()));
    AcmeListeners acme = AcmeListeners.create(Listeners.acme(config), data, clock, random, meters);
    readiness.addNote(acme::notes);
    Routes served = routes.addAll(acme.routes()).build();
    OpenListeners listeners =
        OpenListeners.open(
            on,
            served,
            successorOf.isPresent() ? Optional.of(privateRoutes) : Optional.empty(),
            acme);
    ownUrls.set(Listeners.urls(config, listeners.server()));
    open.add(onions).start(listeners.server());
    readiness.started();
    Running running = new Running(listeners.server(), admin, pipeline);
    HandOver handOver =
        Succession.open(on, running, stop, machine, successorOf, listeners.privateUrl());
    if (node.isPresent()) {
      open.add(node.get()).serve(handOver::isTheOneThatServes);
      readiness.addNote(node.get()::notes);
    }
    return new Server(open, running, readiness, stop, config, node, handOver);
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
    for (BoundListener listener : running.listeners().listeners()) {
      line.append(' ').append(listener.name()).append('=').append(listener.url());
    }
    return line.append(" admin=").append(running.admin().url(Listeners.ADMIN)).toString();
  }

  /// Whether this is the process that is supervised, rather than the other one of an upgrade.
  public boolean isCurrent() {
    return handOver.isCurrent();
  }

  /// Stops listening, lets what has begun finish, then closes everything. What was acknowledged is
  /// durable already; nothing is hurried here for its sake.
  @Override
  public void close() {
    readiness.waitFor("stopping");
    node.ifPresent(FleetNode::drain);
    try {
      if (stop.isUnhurried()) {
        Duration finish = config.upgrade().finish();
        LOG.info("Finishing; connections that are open have {}", finish);
        running.awaitNoConnections(finish, stop::isUnhurried);
      }
      Duration drain = config.deadlines().drain();
      LOG.info("Stopping; requests under way have {} to finish", drain);
      var _ = running.listeners().drain(drain);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.close();
    LOG.info("Stopped");
  }
}
