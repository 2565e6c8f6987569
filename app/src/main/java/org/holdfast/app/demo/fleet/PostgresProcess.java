package org.holdfast.app.demo.fleet;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.holdfast.testkit.process.FreePorts;

/// A PostgreSQL server in processes of its own, on a port of loopback that it keeps when it is
/// started again. It ends with its parent.
public final class PostgresProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path directory;
  private final List<String> classPath;
  private final int port;
  private Process process;

  private PostgresProcess(Path directory, List<String> classPath, int port) throws IOException {
    this.directory = directory;
    this.classPath = classPath;
    this.port = port;
    this.process = launch();
  }

  /// Starts a server over an empty directory and waits until it takes connections.
  ///
  /// @param classPath of [PostgresMain]
  public static PostgresProcess start(Path directory, List<String> classPath) throws IOException {
    return new PostgresProcess(
        Files.createDirectories(directory), classPath, FreePorts.pick(1).getFirst());
  }

  private Process launch() throws IOException {
    Path log = directory.resolve("out.log");
    Files.deleteIfExists(log);
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    line.add(String.join(File.pathSeparator, classPath));
    line.addAll(List.of(PostgresMain.class.getName(), directory.resolve("data").toString()));
    line.add(Integer.toString(port));
    Process started =
        new ProcessBuilder(line)
            // Left open: its end is how the server learns that we are gone.
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    awaitReady(started, log);
    return started;
  }

  private static void awaitReady(Process started, Path log) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!Files.readString(log).contains(PostgresMain.READY)) {
        boolean over = started.waitFor(50, TimeUnit.MILLISECONDS);
        if (over || System.nanoTime() > end) {
          started.destroyForcibly();
          throw new IOException("PostgreSQL did not start:\n" + Files.readString(log));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      started.destroyForcibly();
      throw new IOException("interrupted while waiting for PostgreSQL", e);
    }
  }

  /// For a JDBC driver, with the role `postgres`, which needs no password.
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /// Ends the server with SIGKILL, connections and all.
  public void kill() throws IOException {
    Optional<ProcessHandle> server = server();
    List<ProcessHandle> all = new ArrayList<>();
    server.ifPresent(all::add);
    server.stream().flatMap(ProcessHandle::children).forEach(all::add);
    all.forEach(ProcessHandle::destroyForcibly);
    end();
  }

  /// What PostgreSQL writes into its directory: the process id on the first line.
  private Optional<ProcessHandle> server() throws IOException {
    Path file = directory.resolve("data").resolve("postmaster.pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
        : Optional.empty();
  }

  /// Starts it again over what it had.
  public void startAgain() throws IOException {
    process = launch();
  }

  private void end() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// Stops the server.
  @Override
  public void close() throws IOException {
    end();
  }
}
