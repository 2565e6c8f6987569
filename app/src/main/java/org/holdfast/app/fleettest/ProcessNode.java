package org.holdfast.app.fleettest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.bouncer.fleet.enrol.EnrolmentToken;
import org.holdfast.bouncer.fleet.enrol.OwnFile;

/// A light node in a process of its own, which is really stopped (SIGSTOP) and really killed.
final class ProcessNode implements Victim {
  private final List<String> command;
  private final String url;
  private Process process;
  private boolean stopped;

  private ProcessNode(List<String> command, String url) throws IOException {
    this.command = List.copyOf(command);
    this.url = url;
    this.process = run();
  }

  /// @param port that is free
  static ProcessNode start(
      Path directory, EnrolmentToken token, Path key, int port, List<URI> bouncers)
      throws IOException {
    Path tokenFile = directory.resolve(token.node() + ".token");
    OwnFile.write(tokenFile, token.textForItsFileOnly());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(LightProcess.class.getName());
    command.addAll(List.of(tokenFile.toString(), key.toString(), Integer.toString(port)));
    bouncers.forEach(bouncer -> command.add(bouncer.toString()));
    return new ProcessNode(command, "http://127.0.0.1:" + port);
  }

  private Process run() throws IOException {
    Process started =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader out = started.inputReader(UTF_8);
    Optional<String> line = Optional.ofNullable(out.readLine());
    while (line.isPresent() && !line.get().startsWith("ready ")) {
      line = Optional.ofNullable(out.readLine());
    }
    if (line.isEmpty()) {
      started.destroyForcibly();
      throw new IOException("a node's process did not start");
    }
    return started;
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public boolean isCollector() {
    return true;
  }

  @Override
  public List<Fault> faults() {
    return List.of(Fault.KILLED, Fault.STOPPED);
  }

  @Override
  public synchronized void suffer(Fault what) throws IOException, InterruptedException {
    stopped = what == Fault.STOPPED;
    if (stopped) {
      signal("-STOP");
    } else {
      process.destroyForcibly().waitFor();
    }
  }

  @Override
  public synchronized void recover() throws IOException, InterruptedException {
    if (stopped) {
      signal("-CONT");
    } else {
      process = run();
    }
    stopped = false;
  }

  private void signal(String which) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", which, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill " + which + " ended with " + code);
    }
  }

  @Override
  public synchronized void close() {
    process.destroyForcibly();
  }
}
