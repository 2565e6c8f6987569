package org.holdfast.app.crash;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.server.Server;
import org.holdfast.app.server.StartException;
import org.holdfast.app.server.StopRequestedException;
import org.holdfast.app.server.StopSignal;
import org.holdfast.testkit.crash.Subject;

/// `holdfast serve` as a thread of this JVM.
final class ResidentServer implements Subject.Resident {
  private static final Duration FULLY_READY_WITHIN = Duration.ofSeconds(10);

  private final StopSignal stop = new StopSignal();
  private final Thread thread;
  private volatile Optional<Map<String, URI>> listeners = Optional.empty();
  private volatile String state = "it starts";

  private ResidentServer(ConfigFile.Loaded config) {
    this.thread =
        Thread.ofPlatform().daemon().name("resident-server").unstarted(() -> serve(config));
  }

  static ResidentServer start(Path configuration) throws ConfigException {
    ResidentServer server = new ResidentServer(ConfigFile.read(configuration));
    server.thread.start();
    return server;
  }

  private void serve(ConfigFile.Loaded config) {
    try (Server server = Server.start(config, BuildInfo.load(), Clock.systemUTC(), stop)) {
      server.awaitReady(FULLY_READY_WITHIN, stop);
      listeners = Optional.of(urls(server.readyLine()));
      state = "it serves";
      stop.await();
      state = "it stops";
    } catch (StartException | StopRequestedException e) {
      state = e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, URI> urls(String readyLine) {
    return Arrays.stream(readyLine.split(" ", -1))
        .skip(1)
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> URI.create(pair[1])));
  }

  @Override
  public Optional<Map<String, URI>> listeners() {
    return listeners;
  }

  @Override
  public boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public String state() {
    return state;
  }

  @Override
  public void dispose() {
    stop.request();
  }

  @Override
  public boolean awaitDisposed(Duration atMost) throws InterruptedException {
    return thread.join(atMost);
  }
}
