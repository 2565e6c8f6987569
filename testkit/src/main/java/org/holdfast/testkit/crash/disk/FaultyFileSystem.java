package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The JVM's own file system, with paths that lead to a [FaultyFileSystemProvider].
final class FaultyFileSystem extends FileSystem {
  private final FaultyFileSystemProvider provider;
  private final FileSystem plain;

  FaultyFileSystem(FaultyFileSystemProvider provider, FileSystem plain) {
    this.provider = provider;
    this.plain = plain;
  }

  FileSystem plain() {
    return plain;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }

  @Override
  public boolean isOpen() {
    return plain.isOpen();
  }

  @Override
  public boolean isReadOnly() {
    return plain.isReadOnly();
  }

  @Override
  public String getSeparator() {
    return plain.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    List<Path> roots = new ArrayList<>();
    plain.getRootDirectories().forEach(root -> roots.add(new FaultyPath(this, root)));
    return roots;
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return plain.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return plain.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return new FaultyPath(this, plain.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = plain.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(FaultyPath.plain(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return plain.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() throws IOException {
    return plain.newWatchService();
  }
}
