package org.holdfast.pipeline.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [ObjectStore] does.
public abstract class ObjectStoreContract {
  @TempDir Path local;
  private ObjectStore store;

  protected abstract ObjectStore open() throws IOException;

  /// How often the race for one key is run.
  protected int races() {
    return 20;
  }

  @BeforeEach
  void openStore() throws IOException {
    store = open();
  }

  private Path file(String content) throws IOException {
    Path file = Files.createTempFile(local, "local", "");
    return Files.writeString(file, content);
  }

  private List<String> keys(String prefix) throws IOException {
    List<String> keys = new ArrayList<>();
    store.list(prefix, keys::add);
    return keys;
  }

  @Test
  void readsBackWhatWasPut() throws IOException {
    store.put("raw/a/b.txt", file("0123456789"));

    assertThat(store.read("raw/a/b.txt", 2, 3)).isEqualTo("234".getBytes(UTF_8));
    assertThat(store.read("raw/a/b.txt", 8, 10)).isEqualTo("89".getBytes(UTF_8));
    assertThat(store.size("raw/a/b.txt")).hasValue(10);
    assertThat(store.exists("raw/a/b.txt")).isTrue();
    try (InputStream in = store.open("raw/a/b.txt")) {
      assertThat(in.readAllBytes()).isEqualTo("0123456789".getBytes(UTF_8));
    }
  }

  @Test
  void knowsNothingOfKeysNeverPut() throws IOException {
    assertThat(store.exists("raw/none")).isFalse();
    assertThat(store.size("raw/none")).isEmpty();
    assertThatThrownBy(() -> store.read("raw/none", 0, 1)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store.open("raw/none").close())
        .isInstanceOf(NoSuchFileException.class);
    assertThat(keys("raw/nowhere/")).isEmpty();
  }

  @Test
  @DisplayName("an object is never overwritten (D9)")
  void refusesOtherContentForAKeyThatIsTaken() throws IOException {
    store.put("raw/a", file("first"));

    assertThatThrownBy(() -> store.put("raw/a", file("other")))
        .isInstanceOf(ObjectExistsException.class);
    assertThatThrownBy(() -> store.put("raw/a", file("")))
        .isInstanceOf(ObjectExistsException.class);
    assertThat(store.read("raw/a", 0, 10)).isEqualTo("first".getBytes(UTF_8));
  }

  @Test
  @DisplayName("putting the same content again succeeds (D9)")
  void acceptsTheSameContentAgain() throws IOException {
    store.put("raw/a", file("first"));
    store.put("raw/a", file("first"));

    assertThat(store.read("raw/a", 0, 10)).isEqualTo("first".getBytes(UTF_8));
  }

  @Test
  void takesOverNothingThatChangesLater() throws IOException {
    Path file = file("first");
    store.put("raw/a", file);
    Files.writeString(file, "later");

    assertThat(store.read("raw/a", 0, 10)).isEqualTo("first".getBytes(UTF_8));
  }

  @Test
  @DisplayName("of two that put different content at once one wins (D9)")
  void letsOneOfManyWin() throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < races(); round++) {
        String key = "raw/race/" + round;
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Boolean>> puts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          Path file = file("content of " + i);
          Callable<Boolean> put =
              () -> {
                go.await();
                try {
                  store.put(key, file);
                  return true;
                } catch (ObjectExistsException e) {
                  return false;
                }
              };
          puts.add(executor.submit(put));
        }
        go.countDown();
        int won = 0;
        for (Future<Boolean> put : puts) {
          won += put.get() ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
      }
    }
  }

  @Test
  void listsByPrefix() throws IOException {
    store.put("raw/20260821/09/x.n1.0.jsonl.gz", file("a"));
    store.put("raw/20260821/09/x.n1.1.jsonl.gz", file("b"));
    store.put("raw/20260821/09/x.n2.0.jsonl.gz", file("c"));
    store.put("raw/20260821/10/x.n1.0.jsonl.gz", file("d"));

    assertThat(keys("raw/20260821/09/x.n1."))
        .containsExactlyInAnyOrder(
            "raw/20260821/09/x.n1.0.jsonl.gz", "raw/20260821/09/x.n1.1.jsonl.gz");
    assertThat(keys("raw/")).hasSize(4);
    assertThat(keys("")).hasSize(4);
  }

  @Test
  void removesWhatWasNeverPublished() throws IOException {
    store.put("raw/a", file("x"));
    store.removeUnpublished("raw/a");
    store.removeUnpublished("raw/a");

    assertThat(store.exists("raw/a")).isFalse();
  }

  @Test
  @DisplayName("reading on where an object has ended gives nothing")
  void readsNothingBeyondTheEnd() throws IOException {
    store.put("raw/a", file("0123"));
    store.put("raw/empty", file(""));

    assertThat(store.read("raw/a", 4, 10)).isEmpty();
    assertThat(store.read("raw/a", 100, 10)).isEmpty();
    assertThat(store.read("raw/a", 1, 0)).isEmpty();
    assertThat(store.read("raw/empty", 0, 10)).isEmpty();
    assertThat(store.size("raw/empty")).hasValue(0);
    try (InputStream in = store.open("raw/empty")) {
      assertThat(in.readAllBytes()).isEmpty();
    }
  }

  @Test
  @DisplayName("an object of many megabytes comes back as it was put, in any pieces")
  void keepsLongObjects() throws IOException {
    byte[] content = new byte[17 << 20];
    new Random(1).nextBytes(content);
    Path file = Files.write(Files.createTempFile(local, "long", ""), content);
    store.put("raw/long", file);
    store.put("raw/long", file);

    assertThat(store.size("raw/long")).hasValue(content.length);
    try (InputStream in = store.open("raw/long")) {
      assertThat(Arrays.equals(in.readAllBytes(), content)).isTrue();
    }
    int offset = 9 << 20;
    assertThat(store.read("raw/long", offset, 1 << 20))
        .isEqualTo(Arrays.copyOfRange(content, offset, offset + (1 << 20)));
    content[5]++;
    Files.write(file, content);
    assertThatThrownBy(() -> store.put("raw/long", file)).isInstanceOf(ObjectExistsException.class);
  }

  @Test
  void refusesKeysThatLeaveTheStore() {
    for (String key : List.of("../x", "/etc/x", "raw//x", "raw/../x", "raw/.x", "", "a\0b")) {
      assertThatThrownBy(() -> store.put(key, file("x")))
          .as(key)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
