package org.holdfast.app.issuer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.holdfast.edge.watch.FileVersion;
import org.holdfast.edge.watch.PeriodicLook;
import org.holdfast.pipeline.block.Blocklist;
import org.holdfast.pipeline.block.BlocklistFile;
import org.holdfast.pipeline.block.UnusableBlocklistException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The blocklist as a server uses it: looked at every second. A file that cannot be read leaves in
/// force what was read last; if nothing ever was, whoever asks has to wait, since what is published
/// cannot be taken back.
///
/// | gauge | meaning |
/// |---|---|
/// | `holdfast.blocks` | blocks in force |
/// | `holdfast.blocks.refused` | 1 while the file is not fit to be used |
public final class LiveBlocklist implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveBlocklist.class);
  private static final Duration LOOKED_AT_EVERY = Duration.ofSeconds(1);

  private final BlocklistFile file;
  private volatile Optional<Blocklist> current = Optional.empty();
  private volatile Optional<String> fault = Optional.empty();
  private Optional<FileVersion> seen = Optional.empty();
  private Optional<PeriodicLook> looks = Optional.empty();

  private LiveBlocklist(Path file) {
    this.file = new BlocklistFile(file);
  }

  /// Begins to watch a file, which need not be there.
  public static LiveBlocklist start(Path file, Clock clock, MeterRegistry meters) {
    LiveBlocklist live = new LiveBlocklist(file);
    live.look();
    Gauge.builder("holdfast.blocks.refused", live, l -> l.fault.isPresent() ? 1 : 0)
        .strongReference(true)
        .register(meters);
    Gauge.builder("holdfast.blocks", live, l -> l.inForce(clock))
        .strongReference(true)
        .register(meters);
    live.looks = Optional.of(PeriodicLook.start("blocklist", LOOKED_AT_EVERY, live::look));
    return live;
  }

  /// What is in force.
  ///
  /// @throws UncheckedIOException if the file could never be read
  public Blocklist current() {
    return current.orElseThrow(
        () -> new UncheckedIOException(new IOException(fault.orElse("it was not read yet"))));
  }

  private long inForce(Clock clock) {
    return current.stream()
        .flatMap(list -> list.blocks().stream())
        .filter(block -> block.isInForce(clock.instant()))
        .count();
  }

  /// What is wrong with the file.
  public List<String> notes() {
    return fault.map(why -> "blocklist: " + why).stream().toList();
  }

  private void look() {
    try {
      Optional<FileVersion> version = version();
      if (current.isEmpty() || fault.isPresent() || !version.equals(seen)) {
        current = Optional.of(file.read());
        seen = version;
      }
      fault = Optional.empty();
    } catch (IOException | UnusableBlocklistException e) {
      String why = file.path() + " " + e.getMessage();
      if (!fault.filter(why::equals).isPresent()) {
        LOG.error("What was in force stays: {}", why);
      }
      fault = Optional.of(why);
    }
  }

  private Optional<FileVersion> version() throws IOException {
    try {
      return Optional.of(FileVersion.of(file.path()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// Stops looking; what is in force stays.
  @Override
  public void close() {
    looks.ifPresent(PeriodicLook::close);
  }
}
