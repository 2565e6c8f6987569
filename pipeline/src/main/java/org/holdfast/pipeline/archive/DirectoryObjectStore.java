package org.holdfast.pipeline.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.holdfast.journal.durable.DurableDirectories;
import org.holdfast.pipeline.durable.DurableFiles;

/// Objects as files below one directory. A file is first written under another directory, which
/// must be on the same file system and which nobody publishes, then synced, then given its name by
/// a hard link: a link, unlike a rename, fails where the name is taken, also when two processes try
/// at once. Directory entries are synced before a put returns.
public final class DirectoryObjectStore implements ObjectStore {
  private final Path tree;
  private final Path incoming;
  private final DurableDirectories directories = DurableFiles.directories();

  private DirectoryObjectStore(Path tree, Path incoming) {
    this.tree = tree;
    this.incoming = incoming;
  }

  /// Opens a store, creates its directories where missing, and removes what an earlier process left
  /// unfinished in `incoming`.
  ///
  /// @param tree the visible files
  /// @param incoming for files being written, by one process at a time
  public static DirectoryObjectStore open(Path tree, Path incoming) throws IOException {
    DurableFiles.createDirectories(tree);
    DurableFiles.createDirectories(incoming);
    try (Stream<Path> leftovers = Files.list(incoming)) {
      for (Path leftover : (Iterable<Path>) leftovers::iterator) {
        Files.delete(leftover);
      }
    }
    return new DirectoryObjectStore(tree, incoming);
  }

  @Override
  public void put(String key, Path file) throws IOException {
    Path target = path(key);
    if (Files.exists(target)) {
      requireSame(key, target, file);
      return;
    }
    Path parent = target.getParent();
    if (parent != null) {
      directories.create(parent);
    }
    Path unfinished = Files.createTempFile(incoming, "put", ".tmp");
    try {
      copy(file, unfinished);
      Files.createLink(target, unfinished);
    } catch (FileAlreadyExistsException e) {
      requireSame(key, target, file);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    DurableFiles.syncParent(target);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
      transfer(in, out);
      out.force(true);
    }
  }

  /// Copies all of `in` to the beginning of `out`.
  static void transfer(FileChannel in, FileChannel out) throws IOException {
    long size = in.size();
    long done = 0;
    while (done < size) {
      // A transfer that fails after some bytes reports those alone and swallows the failure, while
      // the last write may have got further: what is repeated has to go where it went before.
      done += in.transferTo(done, size - done, out.position(done));
    }
    if (out.size() != size) {
      throw new IOException(out.size() + " bytes of " + size + " were written");
    }
  }

  private static void requireSame(String key, Path present, Path offered) throws IOException {
    if (Files.mismatch(present, offered) != -1) {
      throw new ObjectExistsException(key);
    }
    // It may be there from a put that was cut off before its directory was synced.
    DurableFiles.syncParent(present);
  }

  @Override
  public byte[] read(String key, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(path(key), StandardOpenOption.READ)) {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + buffer.position()) < 0) {
          return Arrays.copyOf(buffer.array(), buffer.position());
        }
      }
    }
    return buffer.array();
  }

  @Override
  public InputStream open(String key) throws IOException {
    return Files.newInputStream(path(key));
  }

  @Override
  public OptionalLong size(String key) throws IOException {
    try {
      return OptionalLong.of(Files.size(path(key)));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void list(String prefix, Consumer<String> action) throws IOException {
    int directoryEnd = prefix.lastIndexOf('/');
    Path start = directoryEnd < 0 ? tree : tree.resolve(prefix.substring(0, directoryEnd));
    if (!Files.isDirectory(start)) {
      return;
    }
    Files.walkFileTree(
        start,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String key = tree.relativize(file).toString();
            if (key.startsWith(prefix)) {
              action.accept(key);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void removeUnpublished(String key) throws IOException {
    Path file = path(key);
    if (Files.deleteIfExists(file)) {
      DurableFiles.syncParent(file);
    }
  }

  private Path path(String key) {
    return tree.resolve(ObjectKeys.require(key));
  }
}
