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
import org.holdfast.app.acme.AcmeListeners;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.Role;
import org.holdfast.app.config.Setting;
import org.holdfast.app.control.ControlSocket;
import org.holdfast.app.control.ProcessIdentity;
import org.holdfast.app.issuer.BlocklistRoutes;
import org.holdfast.app.issuer.IssuerFiles;
import org.holdfast.app.issuer.IssuerOptions;
import org.holdfast.app.issuer.LiveBlocklist;
import org.holdfast.app.role.ApiRole;
import org.holdfast.app.role.BouncerRole;
import org.holdfast.app.role.CatalogueCounts;
import org.holdfast.app.role.CollectorRole;
import org.holdfast.app.role.DirectoryRole;
import org.holdfast.app.role.OonibFolders;
import org.holdfast.app.role.PipelineRole;
import org.holdfast.app.systemd.SystemdNotify;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.testlist.MeasuredCounts;
import org.holdfast.collector.credential.VerificationPool;
import org.holdfast.collector.geo.MaxMindGeoDatabase;
import org.holdfast.collector.routes.CollectorCredentials;
import org.holdfast.edge.Routes;
import org.holdfast.edge.server.BoundListener;
import org.holdfast.edge.server.EdgeLimits;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.holdfast.edge.tls.UnusableCertificateException;
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

  private Server(
      OpenResources open,
      Running running,
      Readiness readiness,
      StopSignal stop,
      HoldfastConfig config,
      Optional<FleetNode> node) {
    this.open = open;
    this.running = running;
    this.readiness = readiness;
    this.stop = stop;
    this.config = config;
    this.node = node;
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
        listen(
            open,
            List.of(Listeners.admin(config)),
            Routes.builder()
                .addAll(AdminRoutes.create(readiness, meters))
                .addAll(fleetAdmin.routes())
                .addAll(new UpgradeAdminRoutes(config, token).routes())
                .build(),
            EdgeLimits.standard(),
            meters);

    Path data = waiting.until("data directory", () -> DataDirectory.open(config));
    LOG.info("Everything is kept in {}", data.toAbsolutePath());
    FleetKey key = fleetKey(config, waiting, random);
    ReportIdMint mint = new ReportIdMint(key, config.collector().id(), clock, random);
    GeoDatabase geo = geoDatabase(config, open);
    BusyMachine machine = new BusyMachine();
    AtomicReference<List<URI>> ownUrls = new AtomicReference<>(List.of());

    Optional<PipelineRole> pipeline = Optional.empty();
    AtomicReference<MeasuredCounts> counts = new AtomicReference<>(MeasuredCounts.NONE);
    Routes privateRoutes = Routes.builder().build();
    Routes.Builder routes = Routes.builder().addAll(StatusRoutes.create(readiness, build));
    if (config.roles().contains(Role.BOUNCER)) {
      FleetDirectory fleet = BouncerRole.configured(config.bouncer(), ownUrls::get);
      if (config.fleet().directory().isPresent()) {
        DirectoryRole directory =
            open.add(
                DirectoryRole.start(
                    config.fleet().directory().get(),
                    data,
                    () -> FleetStores.open(config),
                    fleet,
                    key,
                    clock,
                    random,
                    meters));
        readiness.addNote(directory::notes);
        routes.addAll(directory.routes());
        fleetAdmin.open(directory);
        fleet = directory;
      }
      BouncerRole bouncer =
          open.add(
              BouncerRole.start(
                  config.bouncer(),
                  fleet,
                  geo,
                  (country, asn) -> counts.get().of(country, asn),
                  key,
                  mint,
                  clock,
                  random,
                  meters));
      readiness.addNote(bouncer::notes);
      routes.addAll(bouncer.routes());
    }
    if (config.roles().stream().anyMatch(role -> role != Role.BOUNCER)) {
      Storage storage = Storage.open(config, open, waiting, stop, clock, meters);
      readiness.addCondition(storage::waitsFor);
      readiness.addNote(storage::notes);
      counts.set(open.add(CatalogueCounts.start(storage.catalogue(), clock)));
      privateRoutes = CanaryRoutes.create(storage.catalogue());
      if (config.roles().contains(Role.API)) {
        routes.addAll(CanaryRoutes.stream(storage.catalogue(), key));
      }
      if (config.roles().contains(Role.COLLECTOR)) {
        OonibFolders oonib = open.add(OonibFolders.start(config.collector(), meters));
        readiness.addNote(oonib::notes);
        routes.addAll(oonib.routes());
        IssuerFiles issuer = open.add(IssuerFiles.start(config, clock, meters));
        readiness.addNote(issuer::notes);
        routes.addAll(
            CollectorRole.start(
                config,
                storage.journal(),
                storage.catalogue()::findByIdentities,
                key,
                mint,
                geo,
                oonib::policy,
                credentials(config, issuer, open, clock, meters),
                build.label(),
                machine::isBusy,
                clock,
                meters));
      }
      LiveBlocklist blocklist =
          open.add(LiveBlocklist.start(config.blocklistFile(), clock, meters));
      readiness.addNote(blocklist::notes);
      routes.addAll(BlocklistRoutes.create(blocklist, storage.catalogue(), clock));
      if (config.roles().contains(Role.PIPELINE)) {
        PipelineRole started =
            open.add(
                PipelineRole.start(
                    config,
                    successorOf.isPresent(),
                    storage.journal(),
                    storage.catalogue(),
                    storage.archive(),
                    blocklist::current,
                    clock,
                    meters));
        readiness.addCondition(started::waitsFor);
        pipeline = Optional.of(started);
      }
      if (config.roles().contains(Role.API)) {
        routes.addAll(
            ApiRole.create(
                config, storage.journal(), storage.catalogue(), storage.archive(), clock, meters));
      }
    }

    OnionServices onions = new OnionServices(config, random, meters);
    readiness.addNote(onions::notes);
    Optional<FleetNode> node =
        FleetNode.open(config, key, build, ownUrls::get, onions::addresses, meters, clock, random);
    node.ifPresent(n -> routes.addAll(n.routes()));
    AcmeListeners acme = AcmeListeners.create(Listeners.acme(config), data, clock, random, meters);
    readiness.addNote(acme::notes);
    Routes served = routes.addAll(acme.routes()).build();
    EdgeLimits limits = Listeners.limits(config);
    Optional<URI> privateUrl = Optional.empty();
    if (successorOf.isPresent()) {
      Routes all = Routes.builder().addAll(served).addAll(privateRoutes).build();
      EdgeServer own = listen(open, List.of(Listeners.ofSuccessor()), all, limits, meters);
      privateUrl = Optional.of(own.url(Listeners.SUCCESSOR));
    }
    List<ListenerOptions> options = Listeners.open(config, acme::files);
    EdgeServer listeners = listen(open, options, served, limits, meters);
    TlsWatch.startAll(options, listeners, clock, meters, readiness).forEach(open::add);
    open.add(acme).start();
    ownUrls.set(Listeners.urls(config, listeners));
    open.add(onions).start(listeners);
    readiness.started();
    Running running = new Running(listeners, admin, pipeline);
    Optional<ProcessIdentity> predecessor =
        successorOf.flatMap(
            pid ->
                PredecessorWatch.predecessor(
                    pid, Optional.ofNullable(System.getenv(PredecessorWatch.VARIABLE))));
    HandOverStatus status =
        new HandOverStatus(
            config,
            build,
            readiness,
            meters,
            successorOf,
            predecessor.map(ProcessIdentity::toString),
            privateUrl);
    HandOver handOver = openControlSocket(open, data, running, status, stop, machine, predecessor);
    if (node.isPresent()) {
      open.add(node.get()).serve(handOver::isTheOneThatServes);
      readiness.addNote(node.get()::notes);
    }
    return new Server(open, running, readiness, stop, config, node);
  }

  /// Without it the server serves all the same, only it cannot be upgraded.
  private static HandOver openControlSocket(
      OpenResources open,
      Path data,
      Running running,
      HandOverStatus status,
      StopSignal stop,
      BusyMachine machine,
      Optional<ProcessIdentity> predecessor) {
    SuccessorAccess access = new SuccessorAccess(data, SystemdNotify.from(System.getenv()));
    HandOver handOver = new HandOver(running, status, stop, access, machine);
    try {
      ControlSocket socket = open.add(ControlSocket.open(data, handOver::openSession));
      access.own(socket);
      if (status.isSuccessor()) {
        open.add(PredecessorWatch.start(predecessor, status, handOver::inherit));
      } else {
        socket.becomeCurrentIfNobodyIs();
      }
    } catch (IOException e) {
      LOG.warn("There is no control socket, so this process cannot be upgraded: {}", e.toString());
    }
    return handOver;
  }

  private static EdgeServer listen(
      OpenResources open,
      List<ListenerOptions> options,
      Routes routes,
      EdgeLimits limits,
      MeterRegistry meters)
      throws StartException {
    try {
      return open.add(EdgeServer.start(options, routes, meters, limits));
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

  private static CollectorCredentials credentials(
      HoldfastConfig config,
      IssuerFiles issuer,
      OpenResources open,
      Clock clock,
      MeterRegistry meters) {
    VerificationPool pool =
        open.add(new VerificationPool(IssuerOptions.pool(config.credentials()), meters));
    return new CollectorCredentials(issuer::inForce, pool, clock, meters);
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
