package org.holdfast.pipeline.archive.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.holdfast.pipeline.archive.ObjectExistsException;
import org.holdfast.testkit.store.HttpFault;
import org.holdfast.testkit.store.HttpFaultProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the way to a store does to requests, and a store that is not as it should be.
final class S3FaultsTest {
  private static final Duration RECOVERY = Duration.ofSeconds(20);

  @TempDir Path local;
  private final byte[] content = new byte[300 << 10];
  private HttpFaultProxy proxy;
  private S3Options options;
  private S3ObjectStore store;

  @BeforeEach
  void open() throws IOException {
    new Random(7).nextBytes(content);
    proxy = HttpFaultProxy.start(S3.port());
    options =
        S3.newBucket(proxy.url()).withAttempts(4, Duration.ofMillis(1_500), Duration.ofMillis(10));
    store = S3ObjectStore.start(options, () -> S3.KEY);
    await().atMost(RECOVERY).until(() -> isAnswered(store));
  }

  private static boolean isAnswered(S3ObjectStore store) throws IOException {
    return !store.exists("raw/none") && store.problem().isEmpty();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    proxy.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpFault.class,
      names = {"UNAVAILABLE", "ANSWER_LOST", "SILENCE"})
  @DisplayName("a request that fails in a way that may pass is sent again, and writes once (D9)")
  void putSurvives(HttpFault fault) throws IOException {
    Path file = S3.file(local, content);
    proxy.next("HEAD", 1, fault);
    proxy.next("PUT", times(fault), fault);
    store.put("raw/a", file);

    assertThat(proxy.outstanding()).isZero();
    assertThat(store.read("raw/a", 0, content.length)).isEqualTo(content);
    assertThatThrownBy(() -> store.put("raw/a", S3.file(local, "other".getBytes(UTF_8))))
        .isInstanceOf(ObjectExistsException.class);
  }

  @ParameterizedTest
  @EnumSource(HttpFault.class)
  @DisplayName("what is read is whole or tried again (D8)")
  void readSurvives(HttpFault fault) throws IOException {
    store.put("raw/a", S3.file(local, content));
    proxy.next("GET", times(fault), fault);

    assertThat(store.read("raw/a", 1_000, 200_000))
        .isEqualTo(Arrays.copyOfRange(content, 1_000, 201_000));
    proxy.next("GET", 1, fault);
    try (InputStream in = store.open("raw/a")) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    assertThat(proxy.outstanding()).isZero();
  }

  /// Each silence costs a second and a half.
  private static int times(HttpFault fault) {
    return fault == HttpFault.SILENCE ? 1 : 2;
  }

  @Test
  @DisplayName("a long object is put in parts in spite of faults, and never shown in part (D10)")
  void partsSurvive() throws IOException {
    byte[] longer = new byte[18 << 20];
    new Random(8).nextBytes(longer);
    Path file = S3.file(local, longer);
    proxy.next("POST", 1, HttpFault.UNAVAILABLE);
    proxy.next("PUT", 1, HttpFault.ANSWER_LOST);
    store.put("raw/long", file);
    assertThat(proxy.outstanding()).isZero();
    assertThat(store.size("raw/long")).hasValue(longer.length);

    proxy.all(HttpFault.UNAVAILABLE);
    assertThatThrownBy(() -> store.put("raw/never", file)).isInstanceOf(IOException.class);
    proxy.heal();
    assertThat(store.exists("raw/never")).isFalse();
  }

  @Test
  @DisplayName("a store that is away is named, and its return is noticed without being asked (I10)")
  void absenceIsToldAndEnds() throws IOException {
    proxy.all(HttpFault.UNAVAILABLE);
    assertThatThrownBy(() -> store.read("raw/a", 0, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503");
    assertThat(store.problem()).get().asString().contains("503").contains(options.endpoint() + "");

    proxy.heal();
    await().atMost(RECOVERY).until(() -> store.problem().isEmpty());
  }

  @Test
  void wrongBucketIsNamed() throws IOException {
    try (S3ObjectStore wrong = open("nobodys-bucket", () -> S3.KEY)) {
      await().atMost(RECOVERY).until(() -> wrong.problem().isPresent());
      assertThat(wrong.problem())
          .get()
          .asString()
          .isEqualTo("there is no bucket 'nobodys-bucket' at " + proxy.url());
      assertThatThrownBy(() -> wrong.put("raw/a", S3.file(local, content)))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("nobodys-bucket");
      assertThatThrownBy(() -> wrong.read("raw/a", 0, 1))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void wrongKeyIsNamedAndMayBePutRight() throws IOException {
    Path secret = Files.writeString(local.resolve("secret"), "wrong");
    try (S3ObjectStore wrong =
        open(options.bucket(), () -> new AccessKey(S3.KEY.id(), Files.readString(secret)))) {
      await().atMost(RECOVERY).until(() -> wrong.problem().isPresent());
      assertThat(wrong.problem()).get().asString().contains("does not accept our access key");
      assertThat(wrong.problem()).get().asString().doesNotContain("wrong");

      Files.delete(secret);
      await().atMost(RECOVERY).until(() -> wrong.problem().toString().contains("cannot be read"));

      Files.writeString(secret, S3.KEY.secret());
      await().atMost(RECOVERY).until(() -> wrong.problem().isEmpty());
      wrong.put("raw/a", S3.file(local, content));
    }
  }

  @Test
  @DisplayName(
      "a bucket whose policy forbids the trial of conditional writes is used, and it is said (I10)")
  void trialThatIsForbiddenKeepsNobodyFromTheArchive() throws IOException {
    proxy.forbid("PUT /" + options.bucket() + "/holdfast/");
    S3Options fresh = options.withAttempts(1, Duration.ofSeconds(20), Duration.ofMillis(10));
    try (S3ObjectStore restricted = S3ObjectStore.start(fresh, () -> S3.KEY)) {
      await().atMost(RECOVERY).until(() -> !restricted.notes().isEmpty());
      assertThat(restricted.notes())
          .singleElement()
          .satisfies(
              note ->
                  assertThat(note)
                      .startsWith("degraded: the store does not let us write 'holdfast/"));
      assertThat(restricted.problem()).isEmpty();

      restricted.put("raw/a", S3.file(local, content));
      assertThatThrownBy(() -> restricted.put("raw/a", S3.file(local, "two".getBytes(UTF_8))))
          .isInstanceOf(ObjectExistsException.class);
      assertThat(restricted.read("raw/a", 0, content.length)).isEqualTo(content);
      assertThat(restricted.problem()).isEmpty();
    }
  }

  @Test
  @DisplayName("a key that may write nothing at all is named by the first object")
  void keyThatMayNotWriteIsNamed() throws IOException {
    proxy.forbid("PUT ");
    try (S3ObjectStore reading = open(options.bucket(), () -> S3.KEY)) {
      await().atMost(RECOVERY).until(() -> !reading.notes().isEmpty());
      assertThatThrownBy(() -> reading.put("raw/a", S3.file(local, content)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not accept our access key")
          .hasMessageContaining("AccessDenied");
    }
  }

  @Test
  void serverThatIsNotThereIsNamed() throws IOException {
    proxy.close();
    assertThatThrownBy(() -> store.put("raw/a", S3.file(local, content)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not answer");
  }

  private S3ObjectStore open(String bucket, AccessKey.Source key) {
    return S3ObjectStore.start(
        S3Options.of(options.endpoint(), bucket, "us-east-1", true)
            .withAttempts(1, Duration.ofSeconds(20), Duration.ofMillis(10)),
        key);
  }
}
