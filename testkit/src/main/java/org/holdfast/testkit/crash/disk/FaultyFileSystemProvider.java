package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.spi.FileSystemProvider;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The JVM's own file system with [DurableOperations] in front of whatever changes something below
/// the watched directory. The JVM makes it where it is named as the default provider.
public final class FaultyFileSystemProvider extends PassingProvider {
  private static final Set<OpenOption> CHANGING =
      Set.of(
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND,
          StandardOpenOption.CREATE,
          StandardOpenOption.CREATE_NEW);

  private final FaultyFileSystem fileSystem;
  private final Watches watches = new Watches();

  /// @param plain the provider that would be the default
  public FaultyFileSystemProvider(FileSystemProvider plain) {
    super(plain);
    FileSystem plainSystem = plain.getFileSystem(URI.create("file:///"));
    this.fileSystem = new FaultyFileSystem(this, plainSystem);
    Plan.ofThisProcess(plainSystem).ifPresent(plan -> watches.add(plan.follow()));
  }

  /// The one of this process, if it has one.
  static Optional<FaultyFileSystemProvider> installed() {
    return FileSystems.getDefault().provider() instanceof FaultyFileSystemProvider faulty
        ? Optional.of(faulty)
        : Optional.empty();
  }

  /// What is watched in this JVM.
  Watches watches() {
    return watches;
  }

  private Path faulty(Path path) {
    return new FaultyPath(fileSystem, path);
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    return faulty(plain.getPath(uri));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path file = plain(path).toAbsolutePath();
    if (Collections.disjoint(options, CHANGING)) {
      FileChannel channel = plain.newFileChannel(file, options, attributes);
      // A directory is opened to be synced.
      Optional<DurableOperations> syncs = watches.ofSyncs(file);
      return syncs.isPresent() && Files.isDirectory(file)
          ? new FaultyChannel(channel, file, true, syncs.get())
          : channel;
    }
    Optional<DurableOperations> watched = watches.of(file);
    return watched.isPresent()
        ? open(watched.get(), file, options, attributes)
        : plain.newFileChannel(file, options, attributes);
  }

  private FileChannel open(
      DurableOperations operations,
      Path file,
      Set<? extends OpenOption> options,
      FileAttribute<?>... attributes)
      throws IOException {
    boolean there = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    boolean creates =
        options.contains(StandardOpenOption.CREATE_NEW)
            || (options.contains(StandardOpenOption.CREATE) && !there);
    if (creates) {
      FileChannel created =
          operations.perform(
              Operation.CREATE,
              file,
              () ->
                  operations
                      .unsynced()
                      .renaming(() -> plain.newFileChannel(file, options, attributes), file));
      return new FaultyChannel(created, file, false, operations);
    }
    Set<OpenOption> kept = new HashSet<>(options);
    boolean truncates = kept.remove(StandardOpenOption.TRUNCATE_EXISTING) && there;
    FaultyChannel channel =
        new FaultyChannel(plain.newFileChannel(file, kept, attributes), file, false, operations);
    if (truncates) {
      FileChannel unused = channel.truncate(0);
    }
    return channel;
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> entries =
        plain.newDirectoryStream(plain(directory), entry -> filter.accept(faulty(entry)));
    return new FaultyDirectoryStream(fileSystem, entries);
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    Path directory = plain(path);
    change(Operation.MAKE_DIRECTORY, directory, () -> plain.createDirectory(directory, attributes));
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    change(Operation.LINK, plain(link), () -> plain.createLink(plain(link), plain(existing)));
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    change(
        Operation.LINK,
        plain(link),
        () -> plain.createSymbolicLink(plain(link), plain(target), attributes));
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return faulty(plain.readSymbolicLink(plain(link)));
  }

  @Override
  public void delete(Path path) throws IOException {
    Path file = plain(path);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    change(Operation.DELETE, file, () -> plain.delete(file));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    // Not done by the server, so that its single writes need not be told apart.
    change(
        Operation.CREATE, plain(target), () -> plain.copy(plain(source), plain(target), options));
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Path from = plain(source);
    Path to = plain(target);
    Optional<DurableOperations> watched = watches.of(to);
    if (watched.isEmpty()) {
      plain.move(from, to, options);
      return;
    }
    DurableOperations operations = watched.get();
    operations.perform(
        Operation.RENAME,
        to,
        () ->
            operations
                .unsynced()
                .renaming(
                    () -> {
                      plain.move(from, to, options);
                      return to;
                    },
                    from,
                    to));
  }

  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  private void change(Operation operation, Path file, Change change) throws IOException {
    Optional<DurableOperations> watched = watches.of(file);
    if (watched.isEmpty()) {
      change.make();
      return;
    }
    DurableOperations operations = watched.get();
    operations.perform(
        operation,
        file,
        () ->
            operations
                .unsynced()
                .renaming(
                    () -> {
                      change.make();
                      return file;
                    },
                    file));
  }
}
