package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// A file system in memory that knows what would survive a power loss: contents of files as of
/// their last sync, names as of the last sync of their directory, and of everything since then any
/// part. It can be made to run full and to fail.
final class MemoryDisk implements Disk {

  /// Is asked before an operation and throws what should go wrong.
  interface Fault {
    void before(String operation, Path file) throws IOException;
  }

  private final Map<Path, Directory> directories = new HashMap<>();
  private final Set<Path> locks = new HashSet<>();
  private long capacity = Long.MAX_VALUE;
  private boolean off;
  private Fault fault = (operation, file) -> {};
  private Consumer<Path> afterListing = directory -> {};

  /// What processes find after this machine was cut from its power: unsynced writes and directory
  /// entries are there in part. This disk answers nothing any more.
  synchronized MemoryDisk afterPowerLoss(RandomGenerator random) {
    off = true;
    MemoryDisk after = new MemoryDisk();
    Map<Inode, Inode> copies = new HashMap<>();
    directories.forEach(
        (path, directory) ->
            after.directories.put(
                path,
                directory.afterPowerLoss(
                    random,
                    inode -> copies.computeIfAbsent(inode, i -> i.afterPowerLoss(random)))));
    return after;
  }

  /// What processes find after all that ran here were killed.
  synchronized MemoryDisk afterKill() {
    off = true;
    return copy();
  }

  /// The same files, without locks; everything is durable there.
  synchronized MemoryDisk copy() {
    MemoryDisk copy = new MemoryDisk();
    directories.forEach(
        (path, directory) -> {
          Directory twin = new Directory();
          directory.current.forEach((name, inode) -> twin.current.put(name, new Inode(inode.data)));
          twin.sync();
          copy.directories.put(path, twin);
        });
    return copy;
  }

  synchronized void failWith(Fault newFault) {
    fault = newFault;
  }

  /// Is told of each directory after its names were read and before they are returned, without this
  /// disk's lock.
  synchronized void afterListing(Consumer<Path> meanwhile) {
    afterListing = meanwhile;
  }

  /// Room for so many bytes in all files together.
  synchronized void setCapacity(long bytes) {
    capacity = bytes;
  }

  synchronized long used() {
    return directories.values().stream()
        .flatMap(directory -> directory.current.values().stream())
        .mapToLong(inode -> inode.data.length)
        .sum();
  }

  /// The names of all files, in order.
  synchronized List<Path> files() {
    return directories.entrySet().stream()
        .flatMap(e -> e.getValue().current.keySet().stream().map(e.getKey()::resolve))
        .sorted()
        .toList();
  }

  synchronized byte[] contents(Path file) throws IOException {
    return inode(file).data.clone();
  }

  /// Changes a file as no process could.
  synchronized void tamper(Path file, UnaryOperator<byte[]> change) throws IOException {
    directory(file).current.put(name(file), new Inode(change.apply(inode(file).data.clone())));
    directory(file).sync();
  }

  private void enter(String operation, Path file) throws IOException {
    if (off) {
      throw new IOException("the power is off");
    }
    fault.before(operation, file);
  }

  private Directory directory(Path file) throws NoSuchFileException {
    Directory directory = directories.get(parent(file));
    if (directory == null) {
      throw new NoSuchFileException(file.toString());
    }
    return directory;
  }

  private Inode inode(Path file) throws NoSuchFileException {
    Inode inode = directory(file).current.get(name(file));
    if (inode == null) {
      throw new NoSuchFileException(file.toString());
    }
    return inode;
  }

  private static Path parent(Path file) {
    return file.resolveSibling("").normalize();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  @Override
  public synchronized DiskFile create(Path file) throws IOException {
    enter("create", file);
    if (exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Inode inode = new Inode(new byte[0]);
    directory(file).put(name(file), Optional.of(inode));
    return new MemoryFile(file, inode);
  }

  @Override
  public synchronized DiskFile openForReading(Path file) throws IOException {
    enter("open", file);
    return new MemoryFile(file, inode(file));
  }

  @Override
  public synchronized DiskFile openForRepair(Path file) throws IOException {
    enter("repair", file);
    return new MemoryFile(file, inode(file));
  }

  @Override
  public synchronized boolean exists(Path file) {
    Directory directory = directories.get(parent(file));
    return directory != null && directory.current.containsKey(name(file));
  }

  @Override
  public synchronized long size(Path file) throws IOException {
    enter("size", file);
    return inode(file).data.length;
  }

  @Override
  public List<String> list(Path path) throws IOException {
    List<String> names;
    Consumer<Path> then;
    synchronized (this) {
      enter("list", path);
      Directory directory = directories.get(path.normalize());
      names = directory == null ? List.of() : List.copyOf(directory.current.keySet());
      then = afterListing;
    }
    then.accept(path);
    return names;
  }

  @Override
  public synchronized void move(Path from, Path to) throws IOException {
    enter("move", from);
    Inode inode = inode(from);
    directory(from).put(name(from), Optional.empty());
    directory(to).put(name(to), Optional.of(inode));
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    enter("delete", file);
    if (exists(file)) {
      directory(file).put(name(file), Optional.empty());
    }
  }

  @Override
  public synchronized void createDirectories(Path directory) throws IOException {
    enter("mkdir", directory);
    directories.computeIfAbsent(directory.normalize(), path -> new Directory());
  }

  @Override
  public synchronized void syncDirectory(Path directory) throws IOException {
    enter("syncdir", directory);
    Directory found = directories.get(directory.normalize());
    if (found == null) {
      throw new NoSuchFileException(directory.toString());
    }
    found.sync();
  }

  @Override
  public synchronized long usableBytes(Path directory) {
    return capacity - used();
  }

  @Override
  public synchronized Optional<DiskLock> tryLock(Path file) throws IOException {
    enter("lock", file);
    if (!locks.add(file)) {
      return Optional.empty();
    }
    if (!exists(file)) {
      create(file).close();
    }
    return Optional.of(() -> unlock(file));
  }

  private synchronized void unlock(Path file) {
    locks.remove(file);
  }

  /// One change of a directory: a name given to a file, or taken away.
  private record Naming(String name, Optional<Inode> inode) {
    void applyTo(Map<String, Inode> entries) {
      inode.ifPresentOrElse(i -> entries.put(name, i), () -> entries.remove(name));
    }
  }

  private static final class Directory {
    final Map<String, Inode> current = new TreeMap<>();
    private final Map<String, Inode> durable = new TreeMap<>();
    private final List<Naming> unsynced = new ArrayList<>();

    void put(String name, Optional<Inode> inode) {
      Naming naming = new Naming(name, inode);
      naming.applyTo(current);
      unsynced.add(naming);
    }

    void sync() {
      durable.clear();
      durable.putAll(current);
      unsynced.clear();
    }

    /// Directories are journalled by file systems: of what was not synced, the first so many
    /// changes are there.
    Directory afterPowerLoss(RandomGenerator random, UnaryOperator<Inode> copy) {
      Map<String, Inode> entries = new TreeMap<>(durable);
      unsynced.stream().limit(random.nextInt(unsynced.size() + 1)).forEach(n -> n.applyTo(entries));
      Directory after = new Directory();
      entries.forEach((name, inode) -> after.current.put(name, copy.apply(inode)));
      after.sync();
      return after;
    }
  }

  /// One change of a file: bytes at a place, or without bytes a new length.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Change(int offset, Optional<byte[]> bytes) {
    byte[] applyTo(byte[] data) {
      if (bytes.isEmpty()) {
        return Arrays.copyOf(data, offset);
      }
      byte[] added = bytes.get();
      byte[] changed =
          added.length == 0 || offset + added.length <= data.length
              ? data
              : Arrays.copyOf(data, offset + added.length);
      System.arraycopy(added, 0, changed, offset, added.length);
      return changed;
    }

    /// The first bytes of a write that was cut.
    Change cutTo(int length) {
      return new Change(offset, bytes.map(b -> Arrays.copyOf(b, length)));
    }
  }

  private static final class Inode {
    byte[] data;
    private byte[] durable;
    private final List<Change> unsynced = new ArrayList<>();

    Inode(byte[] data) {
      this.data = data.clone();
      this.durable = data.clone();
    }

    void change(Change change) {
      data = change.applyTo(data);
      unsynced.add(change);
    }

    void sync() {
      unsynced.forEach(change -> durable = change.applyTo(durable));
      unsynced.clear();
    }

    /// Of what was not synced, each write is there, or not, or its first bytes are.
    Inode afterPowerLoss(RandomGenerator random) {
      byte[] left = durable.clone();
      for (Change change : unsynced) {
        int length = change.bytes().map(b -> b.length).orElse(0);
        int fate = random.nextInt(3);
        if (fate == 0) {
          left = change.applyTo(left);
        } else if (fate == 1 && length > 0) {
          left = change.cutTo(random.nextInt(length)).applyTo(left);
        }
      }
      return new Inode(left);
    }
  }

  private final class MemoryFile implements DiskFile {
    private final Path path;
    private final Inode inode;

    MemoryFile(Path path, Inode inode) {
      this.path = path;
      this.inode = inode;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      synchronized (MemoryDisk.this) {
        enter("write", path);
        long growth = Math.max(0, position + source.remaining() - inode.data.length);
        long missing = used() + growth - capacity;
        byte[] bytes = new byte[(int) Math.max(0, source.remaining() - Math.max(0, missing))];
        source.get(bytes);
        inode.change(new Change((int) position, Optional.of(bytes)));
        if (missing > 0) {
          throw new DiskFullException("no room");
        }
      }
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
      synchronized (MemoryDisk.this) {
        enter("read", path);
        int length = (int) Math.clamp(inode.data.length - position, 0, target.remaining());
        if (length > 0) {
          target.put(inode.data, (int) position, length);
        }
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (MemoryDisk.this) {
        enter("force", path);
        inode.sync();
      }
    }

    @Override
    public void truncate(long length) throws IOException {
      synchronized (MemoryDisk.this) {
        enter("truncate", path);
        if (length < inode.data.length) {
          inode.change(new Change((int) length, Optional.empty()));
        }
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (MemoryDisk.this) {
        enter("size", path);
        return inode.data.length;
      }
    }

    @Override
    public void close() {}
  }
}
