package org.holdfast.collector.geo;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.model.geo.GeoDatabase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A MaxMind file (`asn_cc.mmdb` and the like) that is swapped in while running when it changes on
/// disk. An absent file makes everything unknown; a file that cannot be read, or disappears, leaves
/// the one in use where it is (P80). Safe for concurrent use.
public final class MaxMindGeoDatabase implements GeoDatabase, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MaxMindGeoDatabase.class);

  /// What tells one version of the file from another.
  private record Version(FileTime modified, long size, @Nullable Object key) {}

  private final Path path;
  private final Thread watcher;
  private volatile @Nullable MaxMindFile current;
  private @Nullable Version seen;

  private MaxMindGeoDatabase(Path path, Duration interval) {
    this.path = path;
    this.watcher = Thread.ofVirtual().name("geo-database").unstarted(() -> watch(interval));
  }

  /// Reads the file, if it is there, and looks every `interval` whether it has changed.
  public static MaxMindGeoDatabase start(Path path, Duration interval) {
    var database = new MaxMindGeoDatabase(path, interval);
    database.checkNow();
    if (database.current == null) {
      LOG.warn("No geo database at {}: every network is unknown", path);
    }
    database.watcher.start();
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
      var attributes = Files.readAttributes(path, BasicFileAttributes.class);
      var found =
          new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
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

  private void watch(Duration interval) {
    try {
      while (true) {
        Thread.sleep(interval);
        checkNow();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /// Stops looking for changes; answers go on.
  @Override
  public void close() {
    watcher.interrupt();
  }
}
