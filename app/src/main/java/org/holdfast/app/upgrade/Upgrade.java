package org.holdfast.app.upgrade;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.Role;
import org.holdfast.app.config.UpgradeConfig;
import org.holdfast.app.control.ControlClient;
import org.holdfast.app.control.ControlDirectory;
import org.holdfast.app.control.ControlRefusedException;
import org.holdfast.app.control.ProcessIdentity;
import org.holdfast.model.id.FleetKey;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One upgrade of one machine, step by step, each told as a line:
///
/// 1. the *predecessor* makes sure that new connections stay with it, and starts the *successor*;
/// 2. the successor is waited for, and a canary measurement travels through it;
/// 3. new connections go to the successor, a few at first, so that it does not meet all of them
///    cold, and then all, and the pipeline does; the predecessor tells its clients that their
///    connections end;
/// 4. the successor is watched, and another canary travels through its pipeline;
/// 5. the predecessor stops listening and finishes what it has, as long as that takes.
///
/// What goes wrong before 5 is taken back: new connections and the pipeline return to the
/// predecessor and the successor ends. If an answer is lost, what became of the upgrade is asked
/// for and not guessed, see [Outcome].
public final class Upgrade {
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);

  /// Letting go of the pipeline ends its current steps first.
  private static final Duration HANDS_OVER_WITHIN = Duration.ofSeconds(90);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final HoldfastConfig config;
  private final Optional<Path> configFile;
  private final Optional<Path> to;
  private final FleetKey key;
  private final Consumer<String> line;

  /// @param configFile what `config` was read from, for the successor to read as well
  /// @param to the directory of the release to start; empty for the build that runs
  /// @param line is given a line for people at each step
  public Upgrade(
      HoldfastConfig config,
      Optional<Path> configFile,
      Optional<Path> to,
      FleetKey key,
      Consumer<String> line) {
    this.config = config;
    this.configFile = configFile;
    this.to = to;
    this.key = key;
    this.line = line;
  }

  /// Runs it.
  ///
  /// @return whether the successor has taken over, and the predecessor lived to finish what it has
  public boolean run() throws InterruptedException {
    try {
      ControlDirectory directory = ControlDirectory.existing(config.data());
      Optional<Path> socket = directory.current();
      if (socket.isEmpty()) {
        say("no server answers on %s; start one with: serve", config.data());
        return false;
      }
      try (ControlClient predecessor = ControlClient.connect(socket.get())) {
        ObjectNode prepared = predecessor.ask("prepare", ANSWERS_WITHIN);
        return run(directory, socket.get(), predecessor, prepared);
      }
    } catch (IOException | ControlRefusedException e) {
      say("nothing was changed: %s", reason(e));
      return false;
    }
  }

  private boolean run(
      ControlDirectory directory, Path socket, ControlClient predecessor, ObjectNode prepared)
      throws IOException, InterruptedException {
    long pid = prepared.path("pid").longValue(0);
    say("predecessor %d (%s) keeps new connections", pid, prepared.path("build").stringValue(""));
    String notSteered = prepared.path("not_steered").stringValue("");
    if (!notSteered.isEmpty()) {
      say("new connections cannot be steered, and the two will share them: %s", notSteered);
      say("%s", MigrateRequests.cost());
    }
    ProcessIdentity instance =
        ProcessIdentity.parse(prepared.path("instance").stringValue(""))
            .or(() -> ProcessIdentity.of(pid))
            .orElseThrow(() -> new IOException("process " + pid + " is gone"));
    String failure;
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Successor successor = startSuccessor(directory, predecessor, instance)) {
      prove(successor, http, "before anybody else is sent to it");
      Probation probation =
          new Probation(predecessor, successor, Answers.of(prepared), watch(), this::say);
      if (notSteered.isEmpty()) {
        probation.warmUp();
      }
      predecessor.ask("hand-over", HANDS_OVER_WITHIN);
      say("new connections go to the successor; watching it for %s", text(watch().watch()));
      probation.watch();
      prove(successor, http, "through its own pipeline");
      successor.becomeCurrent();
      predecessor.ask("leave", ANSWERS_WITHIN);
      say("done; predecessor %d finishes what it has within %s", pid, text(watch().finish()));
      return true;
    } catch (UpgradeFailedException e) {
      failure = e.why();
    } catch (IOException | ControlRefusedException e) {
      failure = causeOf(e, predecessor);
    }
    say("failed: %s", failure);
    // Its end is the order to take everything back, unless the predecessor has left already.
    predecessor.close();
    return new Outcome(directory, socket, instance, line).await(HANDS_OVER_WITHIN.multipliedBy(2));
  }

  /// Perhaps the successor has ended, and its socket with it.
  private static String causeOf(Exception e, ControlClient predecessor) {
    try {
      var _ = Probation.alive(predecessor);
      return reason(e);
    } catch (UpgradeFailedException ended) {
      return ended.why();
    } catch (IOException | ControlRefusedException unknown) {
      return reason(e);
    }
  }

  private Successor startSuccessor(
      ControlDirectory directory, ControlClient predecessor, ProcessIdentity pid)
      throws IOException, ControlRefusedException, UpgradeFailedException, InterruptedException {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    to.ifPresent(release -> request.put("to", release.toAbsolutePath().toString()));
    configFile.ifPresent(file -> request.put("config", file.toAbsolutePath().toString()));
    long started = System.nanoTime();
    long end = started + watch().readyWithin().toNanos();
    predecessor.ask("start-successor", request, ANSWERS_WITHIN);
    say("successor started%s", to.map(release -> " from " + release).orElse(", the same build"));
    Optional<Successor> found = Successor.find(directory, pid);
    while (found.isEmpty() || !found.get().waitsFor().isEmpty()) {
      var _ = Probation.alive(predecessor);
      if (System.nanoTime() - end > 0) {
        List<String> waitsFor =
            found.map(Successor::waitsFor).orElse(List.of("its start; see its log"));
        close(found);
        throw new UpgradeFailedException(
            "the successor was not ready within %s and waits for %s"
                .formatted(text(watch().readyWithin()), String.join(", ", waitsFor)));
      }
      Thread.sleep(BETWEEN_LOOKS);
      if (found.isPresent()) {
        found.get().refresh();
      } else {
        found = Successor.find(directory, pid);
      }
    }
    Successor successor = found.get();
    say(
        "successor %d (%s) is ready after %.1f s",
        successor.pid(), successor.build(), (System.nanoTime() - started) / 1e9);
    return successor;
  }

  private static void close(Optional<Successor> successor) throws IOException {
    if (successor.isPresent()) {
      successor.get().close();
    }
  }

  private void prove(Successor successor, HttpClient http, String when)
      throws UpgradeFailedException, InterruptedException {
    if (!config.roles().contains(Role.COLLECTOR) || !config.roles().contains(Role.PIPELINE)) {
      say("no canary %s: this process does not both collect and index", when);
      return;
    }
    if (successor.privateUrl().isEmpty()) {
      throw new UpgradeFailedException("the successor names no private listener");
    }
    long started = System.nanoTime();
    String uid = new Canary(http, successor.privateUrl().get(), key).fly(watch().readyWithin());
    say(
        "canary %s came through the successor to the read API in %.1f s, %s",
        uid, (System.nanoTime() - started) / 1e9, when);
  }

  private UpgradeConfig watch() {
    return config.upgrade();
  }

  static String reason(Exception e) {
    return e instanceof ControlRefusedException refused ? refused.why() : e.toString();
  }

  static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private void say(String format, Object... values) {
    say(format.formatted(values));
  }

  private void say(String what) {
    line.accept("upgrade: " + what);
  }
}
