package org.holdfast.app.start;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.holdfast.app.Holdfast;
import org.holdfast.testkit.kafka.BrokerMain;
import org.holdfast.testkit.kafka.BrokerProcess;
import org.holdfast.testkit.process.OwnJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Lets the JVM write down what a start of a server and of a broker needs (JEP 483), which the
/// tests after it start theirs with. Run before them, by an execution of its own; with jars only on
/// the class path besides the tests, as nothing else can be in a cache.
@Timeout(300)
final class StartCaches {
  private static final Path DIRECTORY =
      Path.of(Objects.requireNonNull(System.getProperty(OwnJvm.CACHES)));

  /// Ends the JVM with an error where its cache does not fit.
  private static final String MUST_FIT = "-XX:AOTMode=on";

  @TempDir Path directory;

  @Test
  void serverIsRehearsed() throws Exception {
    String cache = fresh(Holdfast.class);

    assertThat(
            holdfast(
                jars(),
                List.of("-XX:AOTCacheOutput=" + cache, OwnJvm.LAYOUT),
                "rehearse",
                "--requests",
                "10"))
        .contains("rehearsed: acknowledged=30");

    List<String> used = new ArrayList<>(OwnJvm.cacheFor(Holdfast.class.getName()));
    used.add(MUST_FIT);
    assertThat(holdfast(OwnJvm.classPathEntries(), used, "--version")).startsWith("holdfast ");
  }

  @Test
  void brokerIsRehearsed() throws Exception {
    String cache = fresh(BrokerMain.class);

    String made = "-XX:AOTCacheOutput=" + cache + " " + OwnJvm.LAYOUT;
    try (BrokerProcess broker = broker("made", jars(), made)) {
      broker.stop();
    }

    try (BrokerProcess broker = broker("used", OwnJvm.classPathEntries(), MUST_FIT)) {
      assertThat(broker.port()).isPositive();
    }
  }

  /// Where the cache is to be, in which the JVM finds none of an earlier build.
  private static String fresh(Class<?> main) throws IOException {
    Path cache = OwnJvm.cache(Files.createDirectories(DIRECTORY), main.getName());
    Files.deleteIfExists(cache);
    assumeThat(directories())
        .as("there are no jars of the modules: this is mvn test, not mvn verify")
        .hasSize(1);
    return cache.toString();
  }

  private static List<String> jars() {
    return OwnJvm.classPathEntries().stream()
        .filter(entry -> !Files.isDirectory(Path.of(entry)))
        .toList();
  }

  /// That of the tests of this module, and no other where the modules are packaged.
  private static List<String> directories() {
    return OwnJvm.classPathEntries().stream()
        .filter(entry -> Files.isDirectory(Path.of(entry)))
        .toList();
  }

  private BrokerProcess broker(String name, List<String> classPath, String options)
      throws IOException {
    return BrokerProcess.start(
        directory.resolve(name), classPath, 0, Map.of(BrokerProcess.JVM_OPTIONS, options));
  }

  private static String holdfast(List<String> classPath, List<String> options, String... command)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(OwnJvm.java().toString());
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    line.addAll(options);
    line.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    line.add(Holdfast.class.getName());
    line.addAll(List.of(command));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    try (InputStream said = process.getInputStream()) {
      return new String(said.readAllBytes(), UTF_8);
    }
  }
}
