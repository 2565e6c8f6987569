package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/// A path of the JVM's own file system that belongs to a [FaultyFileSystem].
final class FaultyPath implements Path {
  private final FaultyFileSystem fileSystem;
  private final Path plain;

  FaultyPath(FaultyFileSystem fileSystem, Path plain) {
    this.fileSystem = fileSystem;
    this.plain = plain;
  }

  /// The same path of the JVM's own file system.
  static Path plain(Path path) {
    return path instanceof FaultyPath faulty ? faulty.plain : path;
  }

  private Path faulty(Path path) {
    return new FaultyPath(fileSystem, path);
  }

  private @Nullable Path faultyOrNull(@Nullable Path path) {
    return path == null ? null : faulty(path);
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return plain.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return faultyOrNull(plain.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return faultyOrNull(plain.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return faultyOrNull(plain.getParent());
  }

  @Override
  public int getNameCount() {
    return plain.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return faulty(plain.getName(index));
  }

  @Override
  public Path subpath(int beginIndex, int endIndex) {
    return faulty(plain.subpath(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return plain.startsWith(plain(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return plain.endsWith(plain(other));
  }

  @Override
  public Path normalize() {
    return faulty(plain.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return faulty(plain.resolve(plain(other)));
  }

  @Override
  public Path relativize(Path other) {
    return faulty(plain.relativize(plain(other)));
  }

  @Override
  public URI toUri() {
    return plain.toUri();
  }

  @Override
  public Path toAbsolutePath() {
    return faulty(plain.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return faulty(plain.toRealPath(options));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
      throws IOException {
    return plain.register(watcher, events, modifiers);
  }

  @Override
  public int compareTo(Path other) {
    return plain.compareTo(plain(other));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FaultyPath faulty && plain.equals(faulty.plain);
  }

  @Override
  public int hashCode() {
    return plain.hashCode();
  }

  @Override
  public String toString() {
    return plain.toString();
  }
}
