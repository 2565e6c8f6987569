package org.holdfast.app.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// Which process on this machine, whatever its process id was used for before and will be after:
/// `<boot id>/<pid>/<start>`, where `start` counts from the boot.
///
/// @param boot which run of the kernel; empty where the system does not tell
/// @param start when it started, in whatever unit the system has
public record ProcessIdentity(String boot, long pid, long start) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /// Places in `/proc/<pid>/stat`, counted from after the name (proc(5)).
  private static final int STATE = 0;

  private static final int START_TIME = 19;

  /// This process.
  public static ProcessIdentity own() {
    return of(ProcessHandle.current());
  }

  /// The process that has this process id now, if one has.
  public static Optional<ProcessIdentity> of(long pid) {
    return ProcessHandle.of(pid).map(ProcessIdentity::of);
  }

  private static ProcessIdentity of(ProcessHandle process) {
    return new ProcessIdentity(bootId(), process.pid(), startOf(process));
  }

  /// What [#toString] wrote; empty if it did not.
  public static Optional<ProcessIdentity> parse(String text) {
    String[] parts = text.split("/", -1);
    try {
      return parts.length == 3
          ? Optional.of(
              new ProcessIdentity(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2])))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// Whether this very process runs.
  public boolean isAlive() {
    return !isZombie() && of(pid).filter(this::equals).isPresent();
  }

  /// Whether it has ended, and nobody has asked how.
  private boolean isZombie() {
    try {
      return stat(pid)[STATE].equals("Z");
    } catch (IOException e) {
      return false;
    }
  }

  private static String[] stat(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  private static String bootId() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /// The JDK's own start time moves when the clock is set.
  private static long startOf(ProcessHandle process) {
    try {
      return Long.parseLong(stat(process.pid())[START_TIME]);
    } catch (IOException e) {
      return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
  }

  @Override
  public String toString() {
    return boot + "/" + pid + "/" + start;
  }
}
