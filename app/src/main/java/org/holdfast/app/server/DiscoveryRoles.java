package org.holdfast.app.server;

import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.role.BouncerRole;
import org.holdfast.app.role.DirectoryRole;
import org.holdfast.bouncer.directory.FleetDirectory;
import org.holdfast.bouncer.testlist.MeasuredCounts;
import org.holdfast.edge.Routes;

/// What tells probes where to go: the bouncer, and the directory of nodes if it keeps one.
final class DiscoveryRoles {
  private final Foundation on;

  private DiscoveryRoles(Foundation on) {
    this.on = on;
  }

  /// Opens them.
  ///
  /// @param ownUrls where this server is reached, once it is
  /// @param admin gets the directory, if there is one
  /// @return what they answer to
  static Routes open(
      Foundation on, Supplier<List<URI>> ownUrls, MeasuredCounts counts, FleetAdminRoutes admin) {
    return new DiscoveryRoles(on).open(ownUrls, counts, admin);
  }

  private Routes open(Supplier<List<URI>> ownUrls, MeasuredCounts counts, FleetAdminRoutes admin) {
    HoldfastConfig config = on.config();
    Routes.Builder routes = Routes.builder();
    FleetDirectory fleet = BouncerRole.configured(config.bouncer(), ownUrls);
    if (config.fleet().directory().isPresent()) {
      DirectoryRole directory = directory(fleet);
      routes.addAll(directory.routes());
      admin.open(directory);
      fleet = directory;
    }
    BouncerRole bouncer =
        on.open()
            .add(
                BouncerRole.start(
                    config.bouncer(),
                    fleet,
                    on.geo(),
                    counts,
                    on.key(),
                    on.mint(),
                    on.clock(),
                    on.random(),
                    on.meters()));
    on.readiness().addNote(bouncer::notes);
    return routes.addAll(bouncer.routes()).build();
  }

  private DirectoryRole directory(FleetDirectory configured) {
    HoldfastConfig config = on.config();
    DirectoryRole directory =
        on.open()
            .add(
                DirectoryRole.start(
                    config.fleet().directory().orElseThrow(),
                    config.data(),
                    () -> FleetStores.open(config),
                    configured,
                    on.key(),
                    on.clock(),
                    on.random(),
                    on.meters()));
    on.readiness().addNote(directory::notes);
    return directory;
  }
}
