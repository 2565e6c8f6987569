package org.holdfast.app.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.server.SteppedClock;
import org.holdfast.collector.credential.Issuance;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.keyring.KeyRing;
import org.holdfast.credentials.transparency.LogKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuerFilesTest {
  @TempDir private Path data;

  private final SteppedClock clock = new SteppedClock();
  private IssuerDirectory directory = new IssuerDirectory(Path.of(""));

  @BeforeEach
  void keygen() throws Exception {
    directory = new IssuerDirectory(data.resolve("credentials"));
    directory.create(ring(), LogKey.generate());
  }

  private static KeyRing ring() {
    PrivateKey key = PrivateKey.generate(ScalarSource.of(new SecureRandom()));
    return KeyRing.of(key, Instant.now().minusSeconds(60));
  }

  private IssuerFiles start() throws Exception {
    return IssuerFiles.start(
        ConfigFile.parse("test", "data: '" + data + "'\n").config(),
        clock,
        new SimpleMeterRegistry(),
        Duration.ofMillis(20));
  }

  private static boolean hasKeys(Issuance issuance) {
    return issuance.during(() -> "there").isPresent();
  }

  @Test
  @DisplayName("keys are overwritten in memory once they were read again, and when the server ends")
  void keysAreOverwritten() throws Exception {
    Issuance last;
    try (IssuerFiles files = start()) {
      Issuance first = files.inForce().orElseThrow();
      assertThat(hasKeys(first)).isTrue();
      directory.writeKeys(
          directory
              .readKeys()
              .rotated(
                  PrivateKey.generate(ScalarSource.of(new SecureRandom())),
                  Instant.now(),
                  Duration.ofDays(1)));
      await().until(() -> !files.inForce().orElseThrow().version().equals(first.version()));
      await().until(() -> !hasKeys(first));
      last = files.inForce().orElseThrow();
      assertThat(hasKeys(last)).isTrue();
    }
    assertThat(hasKeys(last)).isFalse();
  }

  @Test
  @DisplayName("a log that is begun anew, as when its key was lost, is served without a restart")
  void logIsBegunAnew() throws Exception {
    try (IssuerFiles files = start()) {
      Issuance first = files.inForce().orElseThrow();
      Files.delete(data.resolve("credentials/log.key"));
      Files.move(directory.logFile(), data.resolve("parameters.log.before"));
      Path elsewhere = data.resolve("elsewhere");
      new IssuerDirectory(elsewhere).create(ring(), LogKey.generate());
      await().until(() -> files.notes().toString().contains("log.key"));
      assertThat(files.inForce().orElseThrow().version()).isEqualTo(first.version());
      Files.move(elsewhere.resolve("log.key"), data.resolve("credentials/log.key"));

      await()
          .until(
              () ->
                  files
                      .inForce()
                      .filter(now -> !now.log().publicKey().equals(first.log().publicKey()))
                      .isPresent());
      assertThat(files.inForce().orElseThrow().version()).isEqualTo(first.version());
      assertThat(files.notes()).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "a rotation goes on as planned while the file of keys is broken or gone, which is told")
  void plannedRotationGoesOn() throws Exception {
    directory.writeKeys(
        directory
            .readKeys()
            .rotated(
                PrivateKey.generate(ScalarSource.of(new SecureRandom())),
                Instant.now().plusSeconds(3600),
                Duration.ofDays(1)));
    try (IssuerFiles files = start()) {
      String before = files.inForce().orElseThrow().version();
      Files.writeString(directory.keysFile(), "no keys");
      await().until(() -> !files.notes().isEmpty());
      clock.pass(Duration.ofHours(2));

      await().until(() -> !files.inForce().orElseThrow().version().equals(before));
      assertThat(files.notes()).singleElement().asString().contains("holdfast-issuer-keys 1");

      Files.delete(directory.keysFile());
      await().until(() -> files.notes().toString().contains("issuer.keys is not there"));
      assertThat(hasKeys(files.inForce().orElseThrow())).isTrue();
    }
  }

  @Test
  @DisplayName("a machine that is given the key of the log writes the log from then on")
  void logKeyIsTakenUp() throws Exception {
    start().close();
    Path logKey = data.resolve("credentials/log.key");
    Path elsewhere = Files.move(logKey, data.resolve("log.key"));
    try (IssuerFiles files = start()) {
      Issuance first = files.inForce().orElseThrow();
      directory.writeKeys(
          directory
              .readKeys()
              .rotated(
                  PrivateKey.generate(ScalarSource.of(new SecureRandom())),
                  Instant.now(),
                  Duration.ofDays(1)));
      await().until(() -> !hasKeys(first));
      assertThat(files.inForce().orElseThrow().version()).isEqualTo(first.version());

      Files.move(elsewhere, logKey);
      await().until(() -> !files.inForce().orElseThrow().version().equals(first.version()));
    }
  }

  @Test
  @DisplayName("servers in one process append to the log in turns")
  void serversInOneProcessTakeTurns() throws Exception {
    LogKey key = directory.readLogKey().orElseThrow();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<IssuerDirectory.Grown>> all = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        String payload = "payload " + i;
        IssuerDirectory another = new IssuerDirectory(data.resolve("credentials"));
        all.add(() -> another.append(key, Instant.now(), payload));
      }
      for (Future<IssuerDirectory.Grown> each : threads.invokeAll(all)) {
        assertThat(each.get().log().entries()).isNotEmpty();
      }
    }
    assertThat(directory.readLog().orElseThrow().entries()).hasSize(32);
  }
}
