package org.holdfast.app.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.holdfast.app.config.HostPort;
import org.holdfast.app.config.OnionServiceConfig;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.tor.TorProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a real Tor, which is given no network.
class OnionPublisherTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private Optional<TorProcess> tor = Optional.empty();

  @AfterEach
  void stop() {
    tor.ifPresent(TorProcess::close);
  }

  private HostPort startTor(String... options) throws IOException {
    TorProcess started =
        TorProcess.alone(directory.resolve("tor"), FreePorts.pick(1).getFirst(), List.of(options));
    tor = Optional.of(started);
    return new HostPort("127.0.0.1", started.control().getPort());
  }

  private OnionPublisher publish(HostPort control, Optional<Path> passwordFile, int target) {
    return OnionPublisher.start(
        "onion",
        new OnionServiceConfig(control, passwordFile, Optional.empty(), 80),
        directory.resolve("onion.key"),
        new InetSocketAddress("127.0.0.1", target),
        new SecureRandom(),
        new SimpleMeterRegistry());
  }

  private static String awaitAddress(OnionPublisher publisher) {
    return await().atMost(SOON).until(publisher::address, Optional::isPresent).orElseThrow() + "";
  }

  @Test
  void isPublishedWithTorsCookieUnderTheSameNameEachTime() throws Exception {
    HostPort control = startTor("CookieAuthentication 1");
    String first;
    try (OnionPublisher publisher = publish(control, Optional.empty(), 8080)) {
      first = awaitAddress(publisher);
      assertThat(first).matches("httpo://[a-z2-7]{56}\\.onion");
      assertThat(publisher.notes()).isEmpty();
    }
    Path key = directory.resolve("onion.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(directory.resolve("onion.key.hostname")).strip())
        .isEqualTo(first.substring("httpo://".length()));
    // Tor has it under another target; the second time it leads to this one.
    try (OnionPublisher publisher = publish(control, Optional.empty(), 9090)) {
      assertThat(awaitAddress(publisher)).isEqualTo(first);
      assertThat(Files.readString(directory.resolve("onion.key.leads-to")))
          .isEqualTo("80,127.0.0.1:9090\n");
    }
  }

  @Test
  void isPublishedWithoutAuthenticationWhereTorAsksForNone() throws Exception {
    HostPort control = startTor("CookieAuthentication 0");
    try (OnionPublisher publisher = publish(control, Optional.empty(), 8080)) {
      assertThat(awaitAddress(publisher)).endsWith(".onion");
    }
  }

  @Test
  void passwordComesFromAFileOfItsOwner() throws Exception {
    // `tor --hash-password` of: se"cret
    HostPort control =
        startTor(
            "CookieAuthentication 0", "HashedControlPassword " + TorProcess.hashed("se\"cret"));
    Path password = Files.writeString(directory.resolve("password"), "se\"cret\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
    try (OnionPublisher publisher = publish(control, Optional.of(password), 8080)) {
      await().atMost(SOON).until(() -> publisher.notes().toString().contains("chmod 600"));
      Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
      assertThat(awaitAddress(publisher)).endsWith(".onion");
    }
    try (OnionPublisher publisher = publish(control, Optional.empty(), 8080)) {
      await()
          .atMost(SOON)
          .until(() -> publisher.notes().toString().contains("no password-file is configured"));
      assertThat(publisher.address()).isEmpty();
    }
  }
}
