package org.holdfast.app.issuer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.keyring.UnusableKeyRingException;
import org.holdfast.credentials.transparency.BrokenLogException;
import org.holdfast.credentials.transparency.LogEntry;
import org.holdfast.credentials.transparency.LogKey;
import org.holdfast.credentials.transparency.ParameterLog;
import org.holdfast.edge.watch.BoundedFile;
import org.holdfast.edge.watch.FileVersion;
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

  /// Servers in one process take turns, too. Static because what it goes with, the kernel's table
  /// of locks, knows only the process as a whole.
  private static final Lock APPENDING = new ReentrantLock();

  private final Path directory;

  /// The log when it was locked last, and which version of its file that is.
  record Grown(ParameterLog log, FileVersion version) {}

  public IssuerDirectory(Path directory) {
    this.directory = directory;
  }

  /// The keys.
  public Path keysFile() {
    return directory.resolve("issuer.keys");
  }

  /// The key the log is signed with.
  Path logKeyFile() {
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
    byte[] text = readSecret(keysFile());
    try {
      return KeyRing.parse(text);
    } catch (UnusableKeyRingException e) {
      throw new UnusableFileException(String.valueOf(e.getMessage()));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /// Replaces the keys.
  public void writeKeys(KeyRing ring) throws IOException {
    byte[] text = ring.formatSecret();
    write(keysFile(), text);
    Arrays.fill(text, (byte) 0);
  }

  /// The key of the log, if it is kept here.
  public Optional<LogKey> readLogKey() throws IOException, UnusableFileException {
    if (!Files.exists(logKeyFile())) {
      return Optional.empty();
    }
    try {
      // The JDK's own object of this key cannot be overwritten, so there is no use in more.
      return Optional.of(LogKey.parse(new String(readSecret(logKeyFile()), US_ASCII)));
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
      write(logKeyFile(), logKey.formatSecret().getBytes(US_ASCII));
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
      return Optional.of(ParameterLog.parse(new String(text, UTF_8)));
    } catch (BrokenLogException e) {
      throw new UnusableFileException("parameters.log " + e.getMessage());
    }
  }

  /// Appends what is to be served from now on, unless it is served already. One process at a time,
  /// whichever sees the change first: while one hands over to the next there are two.
  ///
  /// @return the log as it is then
  Grown append(LogKey key, Instant now, String payload) throws IOException, UnusableFileException {
    APPENDING.lock();
    try {
      return appendAgainstOtherProcesses(key, now, payload);
    } finally {
      APPENDING.unlock();
    }
  }

  private Grown appendAgainstOtherProcesses(LogKey key, Instant now, String payload)
      throws IOException, UnusableFileException {
    Path lock = directory.resolve("parameters.lock");
    try (FileChannel channel =
            FileChannel.open(
                lock, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), SECRET);
        FileLock _ = channel.lock()) {
      ParameterLog log = readLog().orElseGet(() -> ParameterLog.empty(key.publicKey()));
      if (log.last().map(LogEntry::payload).filter(payload::equals).isPresent()) {
        return new Grown(log, FileVersion.of(logFile()));
      }
      if (!log.publicKey().equals(key.publicKey())) {
        throw new UnusableFileException("parameters.log is signed with another key than log.key");
      }
      ParameterLog grown = log.with(key, now, payload);
      write(logFile(), grown.text().getBytes(UTF_8));
      return new Grown(grown, FileVersion.of(logFile()));
    }
  }

  private static byte[] readSecret(Path file) throws IOException, UnusableFileException {
    if (!OF_OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      throw new UnusableFileException(
          file + " may be read or written by others than its owner; run: chmod 600 " + file);
    }
    return BoundedFile.read(file, SECRET_BYTES_MAX);
  }

  /// A reader, and a start after a crash, sees the old content or the new.
  private void write(Path file, byte[] content) throws IOException {
    Path unfinished = Files.createTempFile(directory, file.getFileName() + ".", ".new", SECRET);
    try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
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
