package org.holdfast.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What thousands of uploads that stopped half-way cost: the resident memory of the server, and how
/// long a fresh, whole submission takes meanwhile.
///
/// Both processes need as many open files (`ulimit -n`) and a thousand more.
///
/// Arguments: half-open uploads (default 10000), document bytes (default 20000). Ends with 1 if the
/// server got larger, or a fresh submission in a hundred took longer, than it should.
public final class HalfOpenUploads {
  private static final int RESIDENT_MEGABYTES_MAX = 512;
  private static final int FRESH_MILLIS_MAX = 50;

  private HalfOpenUploads() {}

  public static void main(String[] args) throws Exception {
    int uploads = IntakeShare.argument(args, 0, 10_000);
    SubmissionTemplate template = SubmissionTemplate.ofSize(IntakeShare.argument(args, 1, 20_000));
    Path directory = Files.createTempDirectory("holdfast-bench");
    try (IntakeShare.Server server = IntakeShare.Server.holdfast(directory)) {
      IntakeShare.print("resident before: %d MB", residentMegabytes(server.process));
      List<KeepAliveConnection> open = new ArrayList<>();
      try {
        for (int i = 0; i < uploads; i++) {
          byte[] request = template.copy().numbered(i + 1L);
          KeepAliveConnection connection = KeepAliveConnection.open(server.uri);
          connection.send(Arrays.copyOf(request, request.length / 2));
          open.add(connection);
        }
        long[] latencies = new long[200];
        SubmissionTemplate.Copy fresh = template.copy();
        int failures = 0;
        for (int i = 0; i < latencies.length; i++) {
          long from = System.nanoTime();
          try (KeepAliveConnection connection = KeepAliveConnection.open(server.uri)) {
            failures += connection.exchange(fresh.numbered(1_000_000_000L + i)) == 200 ? 0 : 1;
          }
          latencies[i] = System.nanoTime() - from;
        }
        LoadResult result =
            new LoadResult(Duration.ofNanos(Arrays.stream(latencies).sum()), latencies, failures);
        long resident = residentMegabytes(server.process);
        IntakeShare.print("resident with %d half-open uploads: %d MB", uploads, resident);
        IntakeShare.print("fresh submissions on new connections meanwhile: %s", result);
        boolean good =
            resident < RESIDENT_MEGABYTES_MAX
                && result.latencyMillis(0.99) < FRESH_MILLIS_MAX
                && failures == 0;
        IntakeShare.print(good ? "good" : "NOT GOOD");
        if (!good) {
          System.exit(1);
        }
      } finally {
        for (KeepAliveConnection connection : open) {
          connection.close();
        }
      }
    }
  }

  private static long residentMegabytes(Process process) throws IOException {
    for (String line :
        Files.readAllLines(
            Path.of("/proc", Long.toString(process.pid()), "status"), StandardCharsets.UTF_8)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    throw new IOException("the kernel does not tell the resident size");
  }
}
