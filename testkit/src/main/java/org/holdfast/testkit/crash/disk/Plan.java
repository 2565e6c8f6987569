package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// What is to be watched in a process, and the fault that it is to meet, as they are handed over on
/// its command line.
///
/// @param root operations below this directory count
/// @param trace each operation becomes a line in this file, which stands elsewhere
/// @param armed operations count from the moment that this file exists; empty is from the start
/// @param fault empty where operations are only written down
public record Plan(Path root, Path trace, Optional<Path> armed, Optional<Planned> fault) {
  /// The argument that gives a JVM the faulty file system.
  static final String PROVIDER =
      "-Djava.nio.file.spi.DefaultFileSystemProvider=" + FaultyFileSystemProvider.class.getName();

  private static final String PREFIX = "holdfast.crash.";

  /// The fault to meet.
  ///
  /// @param ordinal of the operation among those at its site, from 1
  /// @param seed for what is left to chance
  public record Planned(Site site, int ordinal, Fault fault, long seed) {}

  /// The arguments that make a JVM follow this plan.
  public List<String> jvmArguments() {
    return List.of(
        PROVIDER,
        "-D" + PREFIX + "root=" + root,
        "-D" + PREFIX + "trace=" + trace,
        "-D" + PREFIX + "armed=" + armed.map(Path::toString).orElse(""),
        "-D" + PREFIX + "site=" + fault.map(f -> f.site().toString()).orElse(""),
        "-D" + PREFIX + "ordinal=" + fault.map(Planned::ordinal).orElse(0),
        "-D" + PREFIX + "fault=" + fault.map(f -> f.fault().name()).orElse(""),
        "-D" + PREFIX + "seed=" + fault.map(Planned::seed).orElse(0L));
  }

  /// The plan of this process, if it was given one.
  static Optional<Plan> ofThisProcess(FileSystem plain) {
    if (property("root").isEmpty()) {
      return Optional.empty();
    }
    String armed = property("armed");
    String fault = property("fault");
    return Optional.of(
        new Plan(
            plain.getPath(property("root")),
            plain.getPath(property("trace")),
            armed.isEmpty() ? Optional.empty() : Optional.of(plain.getPath(armed)),
            fault.isEmpty()
                ? Optional.empty()
                : Optional.of(
                    new Planned(
                        Site.parse(property("site")),
                        Integer.parseInt(property("ordinal")),
                        Fault.valueOf(fault),
                        Long.parseLong(property("seed"))))));
  }

  /// Watches what this process does, which ends by SIGKILL when it is struck.
  DurableOperations follow() {
    try {
      FileChannel lines =
          FileChannel.open(trace, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return new DurableOperations(
          root, fault, line -> write(lines, line), this::isArmed, SelfKill::now);
    } catch (IOException e) {
      throw new IllegalStateException("the trace cannot be written", e);
    }
  }

  private boolean isArmed() {
    return armed.isEmpty() || Files.exists(armed.get());
  }

  private static void write(FileChannel trace, String line) {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        int unused = trace.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String property(String name) {
    return System.getProperty(PREFIX + name, "");
  }
}
