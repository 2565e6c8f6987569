package org.holdfast.app.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyPairPemTest {
  private static final URI AUTHORITY = URI.create("https://authority.example/dir");

  @TempDir Path data;

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    KeyPair pair = Keys.generate();
    KeyPair read = KeyPairPem.read(KeyPairPem.write(pair)).orElseThrow();
    assertThat(read.getPrivate()).isEqualTo(pair.getPrivate());
    assertThat(read.getPublic()).isEqualTo(pair.getPublic());
  }

  @Test
  void accountKeyIsTheSameAfterARestart() throws Exception {
    KeyPair first = opened().accountKey(AUTHORITY);
    assertThat(opened().accountKey(AUTHORITY).getPrivate()).isEqualTo(first.getPrivate());
  }

  @Test
  void accountKeyThatLacksItsCurveIsReplaced() throws Exception {
    KeyPair first = opened().accountKey(AUTHORITY);
    Files.writeString(
        accountFile(), "-----BEGIN EC PRIVATE KEY-----\nMA==\n-----END EC PRIVATE KEY-----\n");
    KeyPair second = opened().accountKey(AUTHORITY);
    assertThat(second.getPrivate()).isNotEqualTo(first.getPrivate());
    assertThat(opened().accountKey(AUTHORITY).getPrivate()).isEqualTo(second.getPrivate());
  }

  private AcmeDirectory opened() throws Exception {
    AcmeDirectory directory = new AcmeDirectory(data.resolve("acme"));
    directory.prepare();
    return directory;
  }

  private Path accountFile() throws Exception {
    try (Stream<Path> files = Files.list(data.resolve("acme"))) {
      List<Path> keys = files.filter(file -> file.toString().endsWith(".key")).toList();
      assertThat(keys).hasSize(1);
      return keys.getFirst();
    }
  }
}
