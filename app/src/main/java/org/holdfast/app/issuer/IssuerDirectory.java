package org.holdfast.app.issuer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.keyring.UnusableKeyRingException;
import org.holdfast.credentials.transparency.BrokenLogException;
import org.holdfast.credentials.transparency.LogEntry;
import org.holdfast.credentials.transparency.LogKey;
import org.holdfast.credentials.transparency.ParameterLog;
import org.holdfast.edge.watch.BoundedFile;
import org.holdfast.edge.watch.UnusableFileException;

/// The files of an issuer; see the package. Files are replaced as a whole and durably; secrets are
/// refused while others may read or write them.
public final class IssuerDirectory {
  private static final int SECRET_BYTES_MAX = 64 << 10;
  private static final int LOG_BYTES_MAX = 256 << 20;
  private static final Set<PosixFilePermission> OF_OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  private static final FileAttribute<Set<PosixFilePermission>> SECRET =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;

  public IssuerDirectory(Path directory) {
    this.directory = directory;
  }

  /// The keys.
  public Path keysFile() {
    return directory.resolve("issuer.keys");
  }

  private Path logKeyFile() {
    return directory.resolve("log.key");
  }

  /// The log of parameters.
  public Path logFile() {
    return directory.resolve("parameters.log");
  }

  /// Reads the keys.
  ///
  /// @throws java.nio.file.NoSuchFileException if there are none
  /// @throws UnusableFileException if others may read them, or they cannot be used
  public KeyRing readKeys() throws IOException, UnusableFileException {
    try {
      return KeyRing.parse(readSecret(keysFile()));
    } catch (UnusableKeyRingException e) {
      throw new UnusableFileException(String.valueOf(e.getMessage()));
    }
  }

  /// Replaces the keys.
  public void writeKeys(KeyRing ring) throws IOException {
    write(keysFile(), ring.formatSecret());
  }

  /// The key of the log, if it is kept here.
  public Optional<LogKey> readLogKey() throws IOException, UnusableFileException {
    if (!Files.exists(logKeyFile())) {
      return Optional.empty();
    }
    try {
      return Optional.of(LogKey.parse(readSecret(logKeyFile())));
    } catch (BrokenLogException e) {
      throw new UnusableFileException("log.key " + e.getMessage());
    }
  }

  /// Writes both keys of a new issuer.
  ///
  /// @throws FileAlreadyExistsException if there are keys already
  public void create(KeyRing ring, LogKey logKey) throws IOException {
    Files.createDirectories(directory, DIRECTORY);
    if (Files.exists(keysFile())) {
      throw new FileAlreadyExistsException(keysFile().toString());
    }
    if (!Files.exists(logKeyFile())) {
      write(logKeyFile(), logKey.formatSecret());
    }
    writeKeys(ring);
  }

  /// The log so far, if it was begun.
  public Optional<ParameterLog> readLog() throws IOException, UnusableFileException {
    if (!Files.exists(logFile())) {
      return Optional.empty();
    }
    try {
      byte[] text = BoundedFile.read(logFile(), LOG_BYTES_MAX);
      return Optional.of(ParameterLog.parse(new String(text, StandardCharsets.UTF_8)));
    } catch (BrokenLogException e) {
      throw new UnusableFileException("parameters.log " + e.getMessage());
    }
  }

  /// Appends what is to be served from now on, unless it is served already. One process at a time,
  /// whichever sees the change first: while one hands over to the next there are two.
  ///
  /// @return the log as it is then
  ParameterLog append(LogKey key, Instant now, String payload)
      throws IOException, UnusableFileException {
    Path lock = directory.resolve("parameters.lock");
    try (FileChannel channel =
            FileChannel.open(
                lock, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), SECRET);
        FileLock _ = channel.lock()) {
      ParameterLog log = readLog().orElseGet(() -> ParameterLog.empty(key.publicKey()));
      if (log.last().map(LogEntry::payload).filter(payload::equals).isPresent()) {
        return log;
      }
      if (!log.publicKey().equals(key.publicKey())) {
        throw new UnusableFileException("parameters.log is signed with another key than log.key");
      }
      ParameterLog grown = log.with(key, now, payload);
      write(logFile(), grown.text());
      return grown;
    }
  }

  private static String readSecret(Path file) throws IOException, UnusableFileException {
    if (!OF_OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      throw new UnusableFileException(
          file + " may be read or written by others than its owner; run: chmod 600 " + file);
    }
    return new String(BoundedFile.read(file, SECRET_BYTES_MAX), StandardCharsets.US_ASCII);
  }

  /// A reader, and a start after a crash, sees the old content or the new.
  private void write(Path file, String content) throws IOException {
    Path unfinished = Files.createTempFile(directory, file.getFileName() + ".", ".new", SECRET);
    try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
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
  }
}
