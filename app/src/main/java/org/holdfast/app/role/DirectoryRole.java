package org.holdfast.app.role;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.app.config.FleetDirectoryConfig;
import org.holdfast.app.config.OnionLooksConfig;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.fleet.AddressPolicy;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.LateFleetStore;
import org.holdfast.bouncer.fleet.enrol.HeartbeatRoutes;
import org.holdfast.bouncer.fleet.health.CanaryExercise;
import org.holdfast.bouncer.fleet.health.Exercises;
import org.holdfast.bouncer.fleet.health.HttpAsking;
import org.holdfast.bouncer.fleet.health.IdentityLook;
import org.holdfast.bouncer.fleet.health.KnownAnswer;
import org.holdfast.bouncer.fleet.health.PublicOnly;
import org.holdfast.bouncer.fleet.health.Rhythm;
import org.holdfast.bouncer.fleet.live.Asking;
import org.holdfast.bouncer.fleet.live.LiveDirectory;
import org.holdfast.edge.Routes;
import org.holdfast.edge.socks.SocksHttp;
import org.holdfast.model.id.FleetKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the directory of nodes, for the bouncer to answer from: hears heartbeats, looks at what
/// they publish, exercises it.
public final class DirectoryRole implements FleetDirectory, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryRole.class);
  private static final int OBSERVER_BYTES = 8;
  private static final String OWN_WORD =
      "fleet: without fleet.directory.read-api each collector vouches for its own canaries; one"
          + " that lies about what it keeps is not found out";

  private final FleetStore store;
  private final HttpAsking http;
  private final LiveDirectory live;
  private final Routes routes;
  private final boolean trustsOwnWord;

  private DirectoryRole(
      FleetStore store, HttpAsking http, LiveDirectory live, Routes routes, boolean trustsOwnWord) {
    this.store = store;
    this.http = http;
    this.live = live;
    this.routes = routes;
    this.trustsOwnWord = trustsOwnWord;
  }

  /// @param data where it keeps what was told last, for a start without the database
  /// @param opening opens the store; throws while it cannot
  /// @param configured what is told while the directory knows nobody
  public static DirectoryRole start(
      FleetDirectoryConfig config,
      Path data,
      Supplier<FleetStore> opening,
      FleetDirectory configured,
      FleetKey key,
      Clock clock,
      SecureRandom random,
      MeterRegistry meters) {
    FleetStore store = new LateFleetStore(opening);
    HttpAsking http = HttpAsking.standard(config.onion().map(onion -> socks(onion, random)));
    AddressPolicy policy = new AddressPolicy(config.privateAddresses());
    byte[] observer = new byte[OBSERVER_BYTES];
    random.nextBytes(observer);
    LiveDirectory live =
        LiveDirectory.start(
            store,
            HexFormat.of().formatHex(observer),
            new Asking(
                new PublicOnly(new IdentityLook(http, random), policy),
                new PublicOnly(
                    new Exercises(
                        new CanaryExercise(http, key, config.readApi(), clock),
                        new KnownAnswer(http, random)),
                    policy),
                new Rhythm(
                    config.lookEvery(),
                    config.lookWithin(),
                    config.exerciseEvery(),
                    config.exerciseWithin()),
                config.onion().map(DirectoryRole::rhythm)),
            configured::snapshot,
            Optional.of(data.resolve("fleet").resolve("last-good.json")),
            meters);
    Routes routes = HeartbeatRoutes.create(store, key.fleetName(), live, policy, clock);
    if (config.readApi().isEmpty()) {
      LOG.warn("{}", OWN_WORD);
    }
    return new DirectoryRole(store, http, live, routes, config.readApi().isEmpty());
  }

  private static SocksHttp socks(OnionLooksConfig onion, SecureRandom random) {
    return new SocksHttp(onion.socks().resolve(), random);
  }

  private static Rhythm rhythm(OnionLooksConfig onion) {
    return new Rhythm(
        onion.lookEvery(), onion.lookWithin(), onion.exerciseEvery(), onion.exerciseWithin());
  }

  @Override
  public FleetSnapshot snapshot() {
    return live.snapshot();
  }

  /// What nodes ask.
  public Routes routes() {
    return routes;
  }

  public FleetStore store() {
    return store;
  }

  /// The nodes as this bouncer sees them.
  public LiveDirectory live() {
    return live;
  }

  /// What an operator should look at or know; empty if nothing.
  public List<String> notes() {
    List<String> notes = new ArrayList<>(live.notes());
    if (trustsOwnWord) {
      notes.add(OWN_WORD);
    }
    return notes;
  }

  @Override
  public void close() {
    live.close();
    http.close();
    store.close();
  }
}
