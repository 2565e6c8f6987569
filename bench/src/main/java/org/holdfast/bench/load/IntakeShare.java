package org.holdfast.bench.load;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How much of a bare HTTP server's speed the durable intake keeps, and how quickly it answers at
/// half of its own limit. Both servers run as processes of their own beside the driver, in turns,
/// so that the ratio holds whatever else the machine is doing.
///
/// Arguments: seconds per stretch (default 10), rounds (default 3), connections (default 32),
/// document bytes (default 20000), seconds each server is driven before (default 60: with two cores
/// the just-in-time compiler needs about that long beside the load).
public final class IntakeShare {
  private static final String ROLES = System.getProperty("bench.server.roles", "[collector]");

  private IntakeShare() {}

  public static void main(String[] args) throws Exception {
    Duration stretch = Duration.ofSeconds(argument(args, 0, 10));
    int rounds = argument(args, 1, 3);
    int connections = argument(args, 2, 32);
    SubmissionTemplate template = SubmissionTemplate.ofSize(argument(args, 3, 20_000));

    Path directory = Files.createTempDirectory("holdfast-bench");
    try (Server bare = Server.bare();
        Server holdfast = Server.holdfast(directory)) {
      LoadDriver onBare = new LoadDriver(bare.uri, template, connections);
      LoadDriver onHoldfast = new LoadDriver(holdfast.uri, template, connections);
      Duration warmUp = Duration.ofSeconds(argument(args, 4, 60));
      print("bare      until warm: %s", onBare.saturate(warmUp));
      print("holdfast  until warm: %s", onHoldfast.saturate(warmUp));

      List<Double> shares = new ArrayList<>();
      double slowest = Double.MAX_VALUE;
      for (int round = 1; round <= rounds; round++) {
        Duration bareBefore = bare.processorTime();
        LoadResult read = onBare.saturate(stretch);
        Duration holdfastBefore = holdfast.processorTime();
        LoadResult durable = onHoldfast.saturate(stretch);
        shares.add(durable.perSecond() / read.perSecond());
        slowest = Math.min(slowest, durable.perSecond());
        print("round %d  bare      %s  %s", round, read, bare.perRequest(bareBefore, read));
        print(
            "round %d  holdfast  %s  %s",
            round, durable, holdfast.perRequest(holdfastBefore, durable));
      }
      shares.sort(null);
      print("share of the bare server, median: %.0f %%", 100 * shares.get(shares.size() / 2));
      StolenTime before = StolenTime.now();
      LoadResult half = onHoldfast.pace(slowest / 2, stretch);
      print("at half of the slowest round: %s, %s", half, StolenTime.now().since(before));
      before = StolenTime.now();
      LoadResult disk = BareDisk.pace(directory, template.bytes(), slowest / 2, stretch);
      print("a raw log at the same rate:   %s, %s", disk, StolenTime.now().since(before));
    }
  }

  static int argument(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /// A server in a process of its own, killed when closed.
  static final class Server implements AutoCloseable {
    final Process process;
    final URI uri;

    private Server(Process process, URI uri) {
      this.process = process;
      this.uri = uri;
    }

    static Server bare() throws IOException {
      return start(List.of(), List.of(BareServer.class.getName()));
    }

    /// A collector, or what else the property `bench.server.roles` lists, everything embedded, on
    /// free ports, in `directory`.
    static Server holdfast(Path directory) throws IOException {
      return holdfast(List.of(), directory);
    }

    /// Likewise, started by another command, such as `nice -n 10` or `taskset -c 0`.
    ///
    /// @param by its words, separated by blanks; empty for none
    static Server holdfastBy(String by, Path directory) throws IOException {
      return holdfast(words(by), directory);
    }

    private static Server holdfast(List<String> before, Path directory) throws IOException {
      Path config = directory.resolve("holdfast.yaml");
      Files.writeString(
          config,
          """
          data: %s
          roles: %s
          listeners:
            - name: public
              address: 127.0.0.1:0
          admin:
            address: 127.0.0.1:0
          """
              .formatted(directory.resolve("data"), ROLES));
      return start(
          before, List.of("org.holdfast.app.Holdfast", "serve", "--config", config.toString()));
    }

    private static Server start(List<String> before, List<String> mainAndArguments)
        throws IOException {
      List<String> command = new ArrayList<>();
      command.addAll(before);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-XX:+UseCompactObjectHeaders",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow"));
      command.addAll(options());
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(mainAndArguments);
      File log = File.createTempFile("holdfast-bench", ".log");
      Process process = new ProcessBuilder(command).redirectError(log).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String ready = out.readLine();
      if (ready == null || !ready.startsWith("ready ")) {
        throw new IOException("the server did not become ready; its log: " + log);
      }
      String url = ready.substring("ready ".length()).split(" ", -1)[0].replace("public=", "");
      return new Server(process, URI.create(url));
    }

    /// More options of the server's JVM, separated by blanks: of the garbage collector, of a
    /// recording.
    private static List<String> options() {
      return words(System.getProperty("bench.server.options", ""));
    }

    private static List<String> words(String list) {
      return list.isBlank() ? List.of() : List.of(list.strip().split("\\s+"));
    }

    /// What the process has used of the processors since its start.
    Duration processorTime() {
      return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// What of it a request took since `before`.
    String perRequest(Duration before, LoadResult result) {
      double micros = processorTime().minus(before).toNanos() / 1e3;
      return String.format(
          Locale.ROOT, "%.0f us of processor time each", micros / result.latencyNanos().length);
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
