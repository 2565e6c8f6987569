package org.holdfast.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/// A credential on disk, of one user at a time, whether in this process or another. Each change
/// replaces the file as a whole and is durable when it returns, so that a crash leaves the state
/// before or the state after.
public final class CredentialStore implements AutoCloseable {
  private static final Set<PosixFilePermission> OF_OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final FileAttribute<Set<PosixFilePermission>> SECRET =
      PosixFilePermissions.asFileAttribute(OF_OWNER);
  private static final long BYTES_MAX = 128L << 20;

  private final Path file;
  private final StoreLock lock;
  private StoredState state;

  private CredentialStore(Path file, StoreLock lock, StoredState state) {
    this.file = file;
    this.lock = lock;
    this.state = state;
  }

  /// Opens a store, which is empty where there is no file.
  ///
  /// @throws IOException if another has it, others than its owner may read it, or it is no store
  public static CredentialStore open(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    StoreLock lock =
        StoreLock.tryLock(absolute.resolveSibling(absolute.getFileName() + ".lock"), SECRET)
            .orElseThrow(() -> new IOException(file + " is in use by another"));
    try {
      return new CredentialStore(absolute, lock, read(absolute));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static StoredState read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return StoredState.EMPTY;
    }
    if (!OF_OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException(file + " is open to others than its owner; run: chmod 600 " + file);
    }
    if (Files.size(file) > BYTES_MAX) {
      throw new IOException(file + " is longer than " + BYTES_MAX + " bytes");
    }
    return StateText.parse(Files.readString(file, StandardCharsets.US_ASCII));
  }

  StoredState state() {
    return state;
  }

  /// How many measurements the credential says were accepted; 0 without one.
  public long count() {
    return state.credential().map(credential -> credential.attributes().count()).orElse(0L);
  }

  /// Whether an exchange was begun and its answer is not known.
  public boolean isPending() {
    return state.pending().isPresent();
  }

  void replace(StoredState next) throws IOException {
    Path directory = file.getParent();
    Path unfinished = Files.createTempFile(directory, file.getFileName() + ".", ".new", SECRET);
    try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(StateText.format(next));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    try (FileChannel channel = FileChannel.open(directory)) {
      channel.force(true);
    }
    state = next;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
