package org.holdfast.pipeline.block;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.pipeline.durable.DurableFiles;

/// The file of acts. Each act is durable when its method returns; several processes may add at
/// once, and readers see whole acts only.
public final class BlocklistFile {
  /// Some hundred thousand acts.
  private static final long BYTES_MAX = 64L << 20;

  private static final int ID_DIGITS = 8;

  private final Path file;

  public BlocklistFile(Path file) {
    this.file = file;
  }

  public Path path() {
    return file;
  }

  /// What the acts amount to; where there is no file, nobody was ever blocked.
  public Blocklist read() throws IOException, UnusableBlocklistException {
    return BlocklistText.parse(text());
  }

  /// Blocks a probe.
  ///
  /// @param now from when on
  public Block block(
      Sha256 probeId, VantagePoint network, Instant now, Instant until, String reason)
      throws IOException, UnusableBlocklistException {
    String id = Sha256.of((probeId.hex() + network + now).getBytes(StandardCharsets.UTF_8)).hex();
    Block block =
        new Block(
            id.substring(0, ID_DIGITS),
            probeId,
            network,
            now,
            until,
            line(reason),
            Optional.empty());
    add(BlocklistText.block(block));
    return block;
  }

  /// Takes a block back.
  ///
  /// @throws UnusableBlocklistException also if there is none of this id
  public void unblock(String id, Instant now, String reason)
      throws IOException, UnusableBlocklistException {
    add(BlocklistText.unblock(id, now, line(reason)));
  }

  private static String line(String reason) {
    String line = reason.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.substring(0, Math.min(line.length(), Block.REASON_LENGTH_MAX));
  }

  private String text() throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    if (Files.size(file) > BYTES_MAX) {
      throw new IOException(file + " is longer than " + BYTES_MAX + " bytes");
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private void add(String act) throws IOException, UnusableBlocklistException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      DurableFiles.createDirectories(parent);
    }
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      String before = text();
      String after = before + (before.isEmpty() || before.endsWith("\n") ? "" : "\n") + act;
      // What could not be read back is not written.
      var _ = BlocklistText.parse(after);
      DurableFiles.write(file, after.getBytes(StandardCharsets.UTF_8));
      DurableFiles.syncParent(file);
    }
  }
}
