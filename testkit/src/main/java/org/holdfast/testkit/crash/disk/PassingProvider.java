package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessMode;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A file system in front of another one, to which it leaves what makes nothing durable: all
/// reading, and the attributes of files.
abstract class PassingProvider extends FileSystemProvider {
  /// The one behind it.
  final FileSystemProvider plain;

  PassingProvider(FileSystemProvider plain) {
    this.plain = plain;
  }

  /// A path as the file system behind knows it.
  static Path plain(Path path) {
    return FaultyPath.plain(path);
  }

  @Override
  public String getScheme() {
    return plain.getScheme();
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) throws IOException {
    return plain.newFileSystem(uri, environment);
  }

  @Override
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    return plain.newInputStream(plain(path), options);
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return plain.isSameFile(plain(one), plain(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return plain.isHidden(plain(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return plain.getFileStore(plain(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    plain.checkAccess(plain(path), modes);
  }

  @Override
  public boolean exists(Path path, LinkOption... options) {
    return plain.exists(plain(path), options);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return plain.getFileAttributeView(plain(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return plain.readAttributes(plain(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return plain.readAttributes(plain(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    plain.setAttribute(plain(path), attribute, value, options);
  }
}
