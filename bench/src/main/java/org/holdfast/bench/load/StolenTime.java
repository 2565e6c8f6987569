package org.holdfast.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What the host of a virtual machine gave to others while processors here had work: the column
/// `steal` of `/proc/stat` (proc_stat(5)), in ticks of all processors since the start.
record StolenTime(long stolen, long all) {
  private static final Path STAT = Path.of("/proc/stat");
  private static final int STEAL = 8;

  static StolenTime now() throws IOException {
    if (!Files.isReadable(STAT)) {
      return new StolenTime(0, 0);
    }
    String[] columns = Files.readString(STAT).lines().findFirst().orElse("").split("\\s+");
    long all = 0;
    for (int i = 1; i <= Math.min(STEAL, columns.length - 1); i++) {
      all += Long.parseLong(columns[i]);
    }
    return new StolenTime(columns.length > STEAL ? Long.parseLong(columns[STEAL]) : 0, all);
  }

  /// What was stolen since `before`, as a share of all processors' time.
  String since(StolenTime before) {
    long ticks = Math.max(1, all - before.all);
    return String.format(
        Locale.ROOT, "%.0f %% stolen by the host", 100.0 * (stolen - before.stolen) / ticks);
  }
}
