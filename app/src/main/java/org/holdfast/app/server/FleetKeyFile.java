package org.holdfast.app.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.holdfast.model.id.FleetKey;

/// The fleet key on disk: raw bytes, 32 or more, readable by their owner only.
public final class FleetKeyFile {
  private static final int GENERATED_BYTES = 32;
  private static final int LENGTH_MAX = 4096;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private FleetKeyFile() {}

  /// Reads the key.
  ///
  /// @throws UnusableKeyException if others may read or write it, or it is too short or too long
  public static FleetKey read(Path file) throws IOException, UnusableKeyException {
    if (SecretFile.isOpenToOthers(file)) {
      throw new UnusableKeyException(SecretFile.complaint(file));
    }
    long length = Files.size(file);
    if (length < FleetKey.MIN_BYTES || length > LENGTH_MAX) {
      throw new UnusableKeyException(
          "%s has %d bytes; a fleet key has %d to %d, for example from: openssl rand -out FILE 32"
              .formatted(file, length, FleetKey.MIN_BYTES, LENGTH_MAX));
    }
    byte[] secret = Files.readAllBytes(file);
    try {
      return new FleetKey(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /// Reads the key, generating it first where there is none. Of several processes that start at
  /// once one wins, and all use its key.
  static FleetKey readOrGenerate(Path file, RandomGenerator random)
      throws IOException, UnusableKeyException {
    if (!Files.exists(file)) {
      generate(file, random);
    }
    return read(file);
  }

  private static void generate(Path file, RandomGenerator random) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path unfinished = Files.createTempFile(directory, "fleet.key.", ".new", OWNER_ONLY);
    byte[] secret = new byte[GENERATED_BYTES];
    random.nextBytes(secret);
    try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(secret);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    publish(unfinished, file);
    try (FileChannel channel = FileChannel.open(directory)) {
      channel.force(true);
    }
  }

  /// A hard link fails where the name is taken, which a rename would not.
  private static void publish(Path unfinished, Path file) throws IOException {
    try {
      Files.createLink(file, unfinished);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; its key counts.
    } catch (UnsupportedOperationException e) {
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
