package org.holdfast.journal.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The largest body the remote takes, remembered in a file so that a process which starts while the
/// remote is away takes in nothing that could never be drained. Safe for concurrent use.
///
/// The file holds the number in decimal and is only a help: one that is not there, or cannot be
/// read, says nothing.
final class LargestBody {
  private static final Logger log = LoggerFactory.getLogger(LargestBody.class);

  private final Path file;
  private final Supplier<OptionalInt> remote;
  private volatile int remembered;

  private LargestBody(Path file, Supplier<OptionalInt> remote, int remembered) {
    this.file = file;
    this.remote = remote;
    this.remembered = remembered;
  }

  /// @param remote what the remote says now; empty as long as it was not heard
  static LargestBody open(Path file, Supplier<OptionalInt> remote) {
    int remembered = Integer.MAX_VALUE;
    try {
      if (Files.exists(file)) {
        remembered = Integer.parseInt(Files.readString(file, StandardCharsets.US_ASCII).strip());
      }
    } catch (IOException | NumberFormatException e) {
      log.warn("{} is not used: {}", file, e.toString());
    }
    return new LargestBody(file, remote, remembered);
  }

  /// In bytes; no bound where none is known.
  int bytes() {
    return remote.get().orElse(remembered);
  }

  /// Writes down what the remote says, if that is new.
  void remember() {
    int now = bytes();
    if (now == remembered) {
      return;
    }
    remembered = now;
    try {
      DurableFile.write(file, Integer.toString(now).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      log.warn("{} cannot be written: {}", file, e.toString());
    }
  }
}
