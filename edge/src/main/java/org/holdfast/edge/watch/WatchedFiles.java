package org.holdfast.edge.watch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A value that is read from a file or a directory and read again when that changes. What cannot be
/// read, or is gone, leaves the value where it is.
///
/// | gauge | tags | meaning |
/// |---|---|---|
/// | `holdfast.watched.files.refused` | `files` | 1 while something on disk is not fit to be used |
///
/// One thread looks; any may ask.
///
/// @param <T> an immutable value
public final class WatchedFiles<T> {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

  /// Makes a value of what is on disk.
  @FunctionalInterface
  public interface Reader<T> {
    /// @param previous the value in use, parts of which may stand in for what is broken
    /// @throws UnusableFileException if nothing of it can be used
    Found<T> read(Path path, T previous) throws IOException, UnusableFileException;
  }

  /// A value and what is wrong with the files it stands for.
  ///
  /// @param faults for an operator; empty if all is well
  public record Found<T>(T value, List<String> faults) {
    public Found {
      faults = List.copyOf(faults);
    }

    /// A value with which nothing is wrong.
    public static <T> Found<T> sound(T value) {
      return new Found<>(value, List.of());
    }
  }

  private final String name;
  private final Path path;
  private final Reader<T> reader;
  private volatile T current;
  private volatile List<String> faults = List.of();
  private Optional<FileVersion> seen = Optional.empty();

  /// @param name in logs and in the metric
  /// @param initial what holds until something could be read
  public WatchedFiles(String name, Path path, T initial, Reader<T> reader, MeterRegistry meters) {
    this.name = name;
    this.path = path;
    this.current = initial;
    this.reader = reader;
    Gauge.builder("holdfast.watched.files.refused", this, w -> w.faults.isEmpty() ? 0 : 1)
        .tag("files", name)
        .strongReference(true)
        .register(meters);
  }

  /// Looks once. While something is wrong the files are read at every look, otherwise only when
  /// they have changed.
  ///
  /// @return whether another value is in use from now on
  public boolean look() {
    try {
      FileVersion before = FileVersion.of(path);
      if (seen.filter(before::equals).isPresent() && faults.isEmpty()) {
        return false;
      }
      Found<T> found = reader.read(path, current);
      if (!FileVersion.of(path).equals(before)) {
        // Somebody is writing: what was read may be half of it.
        return false;
      }
      boolean isNew = !seen.filter(before::equals).isPresent();
      seen = Optional.of(before);
      tell(found.faults());
      current = found.value();
      if (isNew) {
        LOG.info("{}: {} is in use as it is now", name, path);
      }
      return true;
    } catch (NoSuchFileException e) {
      return refuse("does not exist");
    } catch (UnusableFileException e) {
      return refuse(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return refuse("cannot be read: " + e);
    } catch (RuntimeException e) {
      LOG.error("{}: a fault of ours while reading {}", name, path, e);
      return refuse("cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private boolean refuse(String why) {
    tell(List.of(path + " " + why));
    return false;
  }

  private void tell(List<String> now) {
    if (!now.isEmpty() && !now.equals(faults)) {
      LOG.error("{}: what was in use before stays, as {}", name, now);
    } else if (now.isEmpty() && !faults.isEmpty()) {
      LOG.info("{}: {} is well again", name, path);
    }
    faults = now;
  }

  /// The value in use.
  public T current() {
    return current;
  }

  /// What is wrong on disk, each with the name of these files; empty if nothing is.
  public List<String> faults() {
    return faults.stream().map(fault -> name + ": " + fault).toList();
  }
}
