package org.holdfast.app.server;

import java.util.Optional;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.Role;
import org.holdfast.app.issuer.BlocklistRoutes;
import org.holdfast.app.issuer.IssuerFiles;
import org.holdfast.app.issuer.IssuerOptions;
import org.holdfast.app.issuer.LiveBlocklist;
import org.holdfast.app.role.ApiRole;
import org.holdfast.app.role.CollectorRole;
import org.holdfast.app.role.OonibFolders;
import org.holdfast.app.role.PipelineRole;
import org.holdfast.collector.credential.VerificationPool;
import org.holdfast.collector.routes.CollectorCredentials;
import org.holdfast.edge.Routes;

/// What keeps measurements and what answers from them: the collector, the pipeline and the read
/// API, as far as a configuration asks for each.
///
/// @param routes what they answer to
/// @param pipeline if it is one of them
record StorageRoles(Routes routes, Optional<PipelineRole> pipeline) {
  /// Opens them.
  ///
  /// @param isSuccessor whether another process reads the journal for now
  /// @param machine whether it has two servers to feed
  static StorageRoles open(
      Foundation on, Storage storage, boolean isSuccessor, BusyMachine machine) {
    HoldfastConfig config = on.config();
    Routes.Builder routes = Routes.builder();
    if (config.roles().contains(Role.API)) {
      routes.addAll(CanaryRoutes.stream(storage.catalogue(), on.key()));
    }
    if (config.roles().contains(Role.COLLECTOR)) {
      routes.addAll(collector(on, storage, machine));
    }
    LiveBlocklist blocklist =
        on.open().add(LiveBlocklist.start(config.blocklistFile(), on.clock(), on.meters()));
    on.readiness().addNote(blocklist::notes);
    routes.addAll(BlocklistRoutes.create(blocklist, storage.catalogue(), on.clock()));
    Optional<PipelineRole> pipeline = Optional.empty();
    if (config.roles().contains(Role.PIPELINE)) {
      pipeline = Optional.of(pipeline(on, storage, isSuccessor, blocklist));
    }
    if (config.roles().contains(Role.API)) {
      routes.addAll(
          ApiRole.create(
              config,
              storage.journal(),
              storage.catalogue(),
              storage.archive(),
              on.clock(),
              on.meters()));
    }
    return new StorageRoles(routes.build(), pipeline);
  }

  private static Routes collector(Foundation on, Storage storage, BusyMachine machine) {
    HoldfastConfig config = on.config();
    OonibFolders oonib = on.open().add(OonibFolders.start(config.collector(), on.meters()));
    on.readiness().addNote(oonib::notes);
    IssuerFiles issuer = on.open().add(IssuerFiles.start(config, on.clock(), on.meters()));
    on.readiness().addNote(issuer::notes);
    return Routes.builder()
        .addAll(oonib.routes())
        .addAll(
            CollectorRole.start(
                config,
                storage.journal(),
                storage.catalogue()::findByIdentities,
                on.key(),
                on.mint(),
                on.geo(),
                oonib::policy,
                credentials(on, issuer),
                on.build().label(),
                machine::isBusy,
                on.clock(),
                on.meters()))
        .build();
  }

  private static CollectorCredentials credentials(Foundation on, IssuerFiles issuer) {
    VerificationPool pool =
        on.open()
            .add(new VerificationPool(IssuerOptions.pool(on.config().credentials()), on.meters()));
    return new CollectorCredentials(issuer::inForce, pool, on.clock(), on.meters());
  }

  private static PipelineRole pipeline(
      Foundation on, Storage storage, boolean isSuccessor, LiveBlocklist blocklist) {
    PipelineRole pipeline =
        on.open()
            .add(
                PipelineRole.start(
                    on.config(),
                    isSuccessor,
                    storage.journal(),
                    storage.catalogue(),
                    storage.archive(),
                    blocklist::current,
                    on.clock(),
                    on.meters()));
    on.readiness().addCondition(pipeline::waitsFor);
    return pipeline;
  }
}
