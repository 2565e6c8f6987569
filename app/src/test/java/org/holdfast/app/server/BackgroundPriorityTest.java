package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the kernel says of the threads of this very process.
@Timeout(60)
final class BackgroundPriorityTest {
  private static final int NICENESS_AT = 16;
  private static final int SYS_NICE = 23;
  private static final int NICER_BY = 10;

  private final CountDownLatch over = new CountDownLatch(1);

  @Test
  @DisplayName("threads are behind for a while, and none stays there, whoever started it meanwhile")
  void everyThreadComesBack() throws Exception {
    int usual = ofThisThread();
    int meanwhile;
    FutureTask<Integer> started = new FutureTask<>(this::afterAll);
    try (BackgroundPriority _ = BackgroundPriority.begin()) {
      meanwhile = ofThisThread();
      Thread.ofPlatform().start(started);
    }
    over.countDown();

    assertThat(meanwhile).isEqualTo(mayComeBack() ? usual + NICER_BY : usual);
    assertThat(ofThisThread()).isEqualTo(usual);
    assertThat(started.get()).isEqualTo(usual);
  }

  @Test
  @DisplayName("on a machine that never has time to spare they come back by themselves")
  void threadsComeBackByThemselves() throws Exception {
    int usual = ofThisThread();
    try (BackgroundPriority _ = BackgroundPriority.begin(Duration.ofMillis(1))) {
      await().pollInSameThread().untilAsserted(() -> assertThat(ofThisThread()).isEqualTo(usual));
    }
  }

  private int afterAll() throws IOException, InterruptedException {
    over.await();
    return ofThisThread();
  }

  private static int ofThisThread() throws IOException {
    String state = Files.readString(Path.of("/proc/thread-self/stat"));
    return Integer.parseInt(state.substring(state.lastIndexOf(')') + 2).split(" ")[NICENESS_AT]);
  }

  /// Privileged, or with a limit (`Max nice priority`) that reaches up to niceness 0.
  private static boolean mayComeBack() throws IOException {
    String capabilities = line("/proc/self/status", "CapEff:").split("\\s+")[1];
    String limit = line("/proc/self/limits", "Max nice priority").split("\\s+")[3];
    return (Long.parseLong(capabilities, 16) & (1L << SYS_NICE)) != 0
        || Integer.parseInt(limit) >= 20;
  }

  private static String line(String file, String beginning) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(beginning))
        .findFirst()
        .orElseThrow();
  }
}
