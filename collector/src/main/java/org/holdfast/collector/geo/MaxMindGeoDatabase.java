package org.holdfast.collector.geo;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.edge.watch.FileVersion;
import org.holdfast.edge.watch.PeriodicLook;
import org.holdfast.model.geo.GeoDatabase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A MaxMind file (`asn_cc.mmdb` and the like) that is swapped in while running when it changes on
/// disk. An absent file makes everything unknown; a file that cannot be read, or disappears, leaves
/// the one in use where it is (P80). Safe for concurrent use.
public final class MaxMindGeoDatabase implements GeoDatabase, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MaxMindGeoDatabase.class);

  private final Path path;
  private final Duration interval;
  private Optional<PeriodicLook> looks = Optional.empty();
  private volatile @Nullable MaxMindFile current;
  private @Nullable FileVersion seen;

  private MaxMindGeoDatabase(Path path, Duration interval) {
    this.path = path;
    this.interval = interval;
  }

  /// Reads the file, if it is there, and looks every `interval` whether it has changed.
  public static MaxMindGeoDatabase start(Path path, Duration interval) {
    var database = new MaxMindGeoDatabase(path, interval);
    database.checkNow();
    if (database.current == null) {
      LOG.warn("No geo database at {}: every network is unknown", path);
    }
    database.startLooking();
    return database;
  }

  @Override
  public Optional<Answer> find(InetAddress address) {
    MaxMindFile file = current;
    return file == null ? Optional.empty() : file.find(address);
  }

  @Override
  public Optional<String> date() {
    return Optional.ofNullable(current).map(MaxMindFile::date);
  }

  /// Looks at the file now and uses it if it is new and readable.
  synchronized void checkNow() {
    try {
      FileVersion found = FileVersion.of(path);
      if (!found.equals(seen)) {
        seen = found;
        current = MaxMindFile.read(path);
        LOG.info("Using the geo database {} of {}", path, date().orElse("?"));
      }
    } catch (NoSuchFileException e) {
      seen = null;
    } catch (IOException | RuntimeException e) {
      LOG.warn("The geo database {} cannot be read and is not used", path, e);
    }
  }

  private void startLooking() {
    looks = Optional.of(PeriodicLook.start("geo-database", interval, this::checkNow));
  }

  /// Stops looking for changes; answers go on.
  @Override
  public void close() {
    looks.ifPresent(PeriodicLook::close);
  }
}
