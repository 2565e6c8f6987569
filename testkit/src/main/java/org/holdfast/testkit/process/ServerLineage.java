package org.holdfast.testkit.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.holdfast.testkit.wire.Target;

/// A server and the successors it starts, which outlive it: where [ServerProcess] ends with its
/// process, this ends with its last descendant.
///
/// They inherit standard input and output. The pipe that ties them to this process is therefore one
/// in the file system, as the JDK closes its own when the first child ends, and what they print
/// goes to a file.
public final class ServerLineage implements AutoCloseable {
  private final Process first;
  private final RandomAccessFile tether;
  private final Path log;
  private final Map<String, URI> listeners;

  private ServerLineage(
      Process first, RandomAccessFile tether, Path log, Map<String, URI> listeners) {
    this.first = first;
    this.tether = tether;
    this.log = log;
    this.listeners = Map.copyOf(listeners);
  }

  /// Starts the first server and waits until it is ready.
  ///
  /// @param directory for the pipe and the log, `tether` and `server.log`
  /// @throws IOException if it ends or is not ready in time; the message holds what it printed
  public static ServerLineage start(ServerCommand command, Path directory, Duration patience)
      throws IOException {
    Path pipe = directory.resolve("tether");
    Path log = directory.resolve("server.log");
    makePipe(pipe);
    RandomAccessFile tether = new RandomAccessFile(pipe.toFile(), "rw");
    try {
      Process first =
          new ProcessBuilder(command.line())
              .directory(command.workingDirectory().toFile())
              .redirectInput(pipe.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new ServerLineage(first, tether, log, awaitReady(first, log, patience));
    } catch (IOException | RuntimeException e) {
      tether.close();
      throw e;
    }
  }

  private static void makePipe(Path pipe) throws IOException {
    Process make = new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start();
    try {
      if (make.waitFor() != 0) {
        throw new IOException("mkfifo failed for " + pipe);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static Map<String, URI> awaitReady(Process first, Path log, Duration patience)
      throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (System.nanoTime() - end < 0) {
        boolean over = first.waitFor(50, TimeUnit.MILLISECONDS);
        for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
          if (line.startsWith("ready ")) {
            return listeners(line);
          }
        }
        if (over) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    first.destroyForcibly();
    throw new IOException("the server did not become ready:\n" + Files.readString(log));
  }

  private static Map<String, URI> listeners(String line) {
    Map<String, URI> listeners = new LinkedHashMap<>();
    for (String pair : line.substring("ready ".length()).strip().split("\\s+")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        listeners.put(pair.substring(0, equals), URI.create(pair.substring(equals + 1)));
      }
    }
    return listeners;
  }

  /// The listener of that name; its address stays the same through all successors.
  public Target listener(String name) {
    URI url = listeners.get(name);
    if (url == null) {
      throw new IllegalArgumentException("no listener " + name + " in " + listeners);
    }
    return Target.of(url);
  }

  /// The first server's process id.
  public long firstPid() {
    return first.pid();
  }

  public boolean isFirstAlive() {
    return first.isAlive();
  }

  /// What all of them printed.
  public String output() throws IOException {
    return Files.readString(log);
  }

  /// Ends all of them, as the end of this process would.
  @Override
  public void close() throws IOException {
    tether.close();
    first.destroyForcibly();
  }
}
