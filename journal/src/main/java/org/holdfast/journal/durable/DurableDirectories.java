package org.holdfast.journal.durable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Directories that are still there after a power cut. One that exists already may have been made
/// by a process that was killed before it synced the entry: so each is asked for once, and its
/// entry is synced whoever made it. What was asked for before costs a look. Safe for concurrent
/// use.
public final class DurableDirectories {
  /// A bound on what is remembered; beyond it directories are synced once more.
  private static final int KNOWN_MAX = 4_096;

  private final Set<Path> known = ConcurrentHashMap.newKeySet();
  private final DirectorySync sync;

  /// Makes the entries of a directory durable.
  @FunctionalInterface
  public interface DirectorySync {
    void sync(Path directory) throws IOException;
  }

  public DurableDirectories(DirectorySync sync) {
    this.sync = sync;
  }

  /// Creates a directory and those above it that are missing; on return all their entries are
  /// durable, up to the mount point.
  public void create(Path directory) throws IOException {
    ensure(directory.toAbsolutePath());
  }

  private void ensure(Path directory) throws IOException {
    boolean exists = Files.isDirectory(directory);
    Path parent = directory.getParent();
    if (parent == null || (exists && known.contains(directory))) {
      return;
    }
    if (!exists) {
      ensure(parent);
      make(directory);
      sync.sync(parent);
    } else if (isOnSameDevice(directory, parent)) {
      ensure(parent);
      syncIfAllowed(parent);
    }
    remember(directory);
  }

  private static void make(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      // Somebody else made it between our look and now; its entry is synced all the same.
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  /// A directory above that we may not read was not written to by one like us either.
  private void syncIfAllowed(Path parent) throws IOException {
    try {
      sync.sync(parent);
    } catch (AccessDeniedException e) {
      // Nothing to sync.
    }
  }

  /// The entry of a mount point was there before anything was mounted on it.
  private static boolean isOnSameDevice(Path directory, Path parent) throws IOException {
    return Files.getAttribute(directory, "unix:dev").equals(Files.getAttribute(parent, "unix:dev"));
  }

  private void remember(Path directory) {
    if (known.size() >= KNOWN_MAX) {
      known.clear();
    }
    known.add(directory);
  }
}
