package org.holdfast.app.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.pipeline.archive.DirectoryObjectStore;
import org.holdfast.pipeline.archive.ObjectStore;

/// Stores of configured installations, for commands that work on them beside the servers.
public final class OpenStores implements AutoCloseable {
  private final OpenResources open = new OpenResources();

  /// The archive of an installation.
  ///
  /// @param writes whether anything is to be written
  /// @throws FileNotFoundException if it is a directory that is not there
  public ObjectStore archive(HoldfastConfig config, boolean writes) throws IOException {
    if (config.archive().s3().isPresent()) {
      return open.add(ArchiveBucket.start(config.archive().s3().get(), writes));
    }
    Path tree = config.data().resolve("archive");
    if (!Files.isDirectory(tree)) {
      throw new FileNotFoundException("there is no archive in " + config.data());
    }
    IncomingDirectory incoming =
        open.add(IncomingDirectory.open(config.data().resolve("incoming")));
    return DirectoryObjectStore.open(tree, incoming.path());
  }

  /// The catalogue of an installation.
  ///
  /// @throws org.holdfast.catalogue.CatalogueUnavailableException if it cannot be opened
  public Catalogue catalogue(HoldfastConfig config, Clock clock) {
    return open.add(Storage.openCatalogue(config, clock, new SimpleMeterRegistry()));
  }

  @Override
  public void close() {
    open.close();
  }
}
